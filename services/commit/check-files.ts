import { Refusal } from '../../shared/service/errors.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import {
  type ManifestFile,
  type Proposal,
  type ProposedFile,
  rawKey,
} from '../../shared/session/manifest.ts';
import type { Deps } from './rights.ts';

/**
 * Compares every file with the store's own attributes (it computed the checksums on receipt) and pins its version.
 * Throws the refusals file-missing and checksum-mismatch, naming the first file and how many there are.
 */
export async function checkFiles(proposal: Proposal, deps: Deps): Promise<ManifestFile[]> {
  const checked = await mapLimit(proposal.files, 32, (file) => checkFile(proposal.session, file, deps));
  refuseIfAny(checked, 'missing');
  refuseIfAny(checked, 'different');
  return checked.flatMap((result) => (result.state === 'same' ? [result.file] : []));
}

type Checked =
  | { readonly state: 'same'; readonly file: ManifestFile }
  | { readonly state: 'missing' | 'different'; readonly detail: string };

async function checkFile(session: string, file: ProposedFile, deps: Deps): Promise<Checked> {
  const stored = await deps.objects.archive.head(rawKey(session, file.path));
  if (!stored) return { state: 'missing', detail: file.path };
  if (stored.size !== file.size || stored.crc32 !== file.crc32) {
    const detail = `${file.path}: ${file.size} bytes, CRC-32 ${file.crc32} announced; ${stored.size} bytes, ${stored.crc32} stored`;
    return { state: 'different', detail };
  }
  return { state: 'same', file: { ...file, version: stored.version } };
}

function refuseIfAny(checked: readonly Checked[], state: 'missing' | 'different'): void {
  const [first, ...more] = checked.flatMap((result, index) =>
    result.state === state ? [{ field: `/files/${index}`, detail: result.detail }] : [],
  );
  if (!first) return;
  const code = state === 'missing' ? 'file-missing' : 'checksum-mismatch';
  const detail = more.length > 0 ? `${first.detail} (and ${more.length} more)` : first.detail;
  throw new Refusal(code, detail, { field: first.field });
}
