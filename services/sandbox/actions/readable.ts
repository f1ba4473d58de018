import { Refusal } from '../../../shared/service/errors.ts';
import type { LifeDeps } from '../rights.ts';
import type { SelectedFile } from '../selection.ts';

/** Whether the file can be read now, or lies in the deep archive. Throws the refusal file-missing. */
export async function isReadable(
  { store, key, version, path }: SelectedFile,
  deps: LifeDeps,
): Promise<boolean> {
  const found = await deps.objects[store].head(key, { version });
  if (!found) throw new Refusal('file-missing', path);
  if (found.storageClass !== 'deep-archive') return true;
  const { restore } = found;
  return restore !== undefined && !restore.ongoing && (restore.until ?? 0) > deps.clock.now();
}
