import { isAbsolute, join } from 'node:path';
import { validFilePath } from '../../../shared/session/id.ts';
import { SandboxFailure } from './failure.ts';

/** What is where on the instance storage. */
export const storageLayout = (storage: string) => ({
  storage,
  /** Files under way; `sessions/` only ever holds what was verified. */
  partial: join(storage, '.state', 'partial'),
  /** One line for each verified file. */
  journal: join(storage, '.state', 'verified.ndjson'),
  /** There once everything was: from then on the files belong to whoever works with them. */
  ready: join(storage, '.state', 'ready'),
  recipe: join(storage, 'recipe.json'),
  index: join(storage, 'index.html'),
});
export type StorageLayout = ReturnType<typeof storageLayout>;

/** Where a file of the recipe goes. Whatever the recipe says, it is a place under `sessions/`. */
export function placeOf({ storage }: StorageLayout, path: string): string {
  const [sessions, id = '', kind = '', ...rest] = path.split('/');
  const isOurs = sessions === 'sessions' && id !== '' && (kind === 'raw' || kind === 'processed');
  if (!isOurs || isAbsolute(path) || !validFilePath(rest.join('/')).ok || id === '.' || id === '..')
    throw new SandboxFailure(
      'path-invalid',
      `The recipe names a file ${JSON.stringify(path.slice(0, 200))}.`,
    );
  return join(storage, path);
}
