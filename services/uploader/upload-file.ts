import type { ProposedFile } from '../../shared/session/manifest.ts';
import { PushError } from './errors.ts';
import { sizeOf } from './read-file.ts';
import type { SourceFile } from './scan.ts';
import { type Pass, sendFile } from './send-file.ts';
import { begin, type Known, type Upload } from './upload.ts';

type Again = Exclude<Pass['outcome'], 'stored'>;

/** How often a file is gone through once more, by what made it necessary. */
const AGAIN: Readonly<Record<Again, number>> = { changed: 2, differs: 2, stale: 3 };

/**
 * Brings one file into the store, whatever is there of it, and says what it is. Throws PushError: `session-exists`
 * where the committed session has other content, `file-changed` where the file does not stop changing.
 */
export async function uploadFile(source: SourceFile, found: Known, upload: Upload): Promise<ProposedFile> {
  const tally = upload.tally.file();
  const left = { ...AGAIN };
  let file = source;
  let known = found;
  for (;;) {
    const pass = await goThrough(file, known, upload, tally);
    if (pass.outcome === 'stored') {
      tally.done();
      return pass.file;
    }
    if (known.committed && pass.outcome === 'differs') throw exists(file);
    left[pass.outcome] -= 1;
    if (left[pass.outcome] < 0) throw gaveUp(file, pass);
    tally.restart();
    if (pass.outcome === 'changed') file = { ...file, size: await sizeOf(file.location) };
    known = (await begin(upload, [{ ...file, replace: pass.outcome === 'differs' }])).known(file.path);
  }
}

async function goThrough(...[file, known, upload, tally]: Parameters<typeof sendFile>): Promise<Pass> {
  if (known.state === 'differs') return { outcome: 'differs' };
  if (known.committed && known.state !== 'stored') return { outcome: 'differs' };
  return await sendFile(file, known, upload, tally);
}

const exists = ({ path }: SourceFile): PushError =>
  new PushError('session-exists', `The session is committed already, and ${path} is not the same there.`, {
    path,
  });

function gaveUp({ path, location }: SourceFile, pass: Exclude<Pass, { outcome: 'stored' }>): PushError {
  if (pass.outcome === 'changed')
    return new PushError(
      'file-changed',
      `${location} changed each of the ${AGAIN.changed + 1} times it was read.`,
      { path },
    );
  const detail = pass.outcome === 'stale' && pass.detail ? `: ${pass.detail}` : '.';
  return new PushError('upload-stuck', `${path} does not stay in the store${detail}`, { path });
}
