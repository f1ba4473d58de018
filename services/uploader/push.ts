import { resolve } from 'node:path';
import { FILES_A_PAGE } from '../../shared/api/uploads.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Proposal, ProposedFile } from '../../shared/session/manifest.ts';
import { totalBytes } from '../../shared/session/manifest.ts';
import type { SignedReceipt } from '../../shared/session/receipt.ts';
import { metadataFileOf } from '../../shared/session/upload.ts';
import type { Api } from '../api-client.ts';
import { commitSession } from './commit.ts';
import { forEachLimit } from './concurrency.ts';
import { identify } from './identity.ts';
import { openTally, type PushProgress } from './progress.ts';
import { type SourceFile, scan } from './scan.ts';
import { openSha256 } from './sha256.ts';
import { begin, type Known, openUpload, type Upload } from './upload.ts';
import { uploadFile } from './upload-file.ts';

/** Files in work at the same time: more than one request for addresses carries, so that small files fill it. */
const FILES_AT_ONCE = 256;

export interface PushOptions {
  /** The session's folder, or the one file that it consists of. */
  readonly folder: string;
  /** By default it follows from the folder's name. */
  readonly id?: string | undefined;
  /** May be left out where the key has one that it writes to. */
  readonly source?: string | undefined;
  readonly api: Api;
  readonly clock: Clock;
  /** Also make SHA-256, without which the local copy may never be deleted. True by default. */
  readonly sha256?: boolean;
  readonly onProgress?: (progress: PushProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface Pushed {
  readonly session: string;
  readonly source: string;
  readonly state: 'committed';
  readonly files: number;
  readonly bytes: number;
  /** Bytes that this push sent. */
  readonly sent: number;
  /** Bytes that were stored already. */
  readonly skipped: number;
  /** What was left out: litter of file managers, and empty folders (with a slash at the end). */
  readonly ignored: readonly string[];
  readonly receipt: SignedReceipt;
}

/**
 * Pushes one session and waits until it is committed. Pushing again after any interruption sends only what is
 * missing; a committed session is never changed. Throws PushError and ApiError.
 */
export async function pushSession(options: PushOptions): Promise<Pushed> {
  const { api, clock } = options;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const tally = openTally(options.onProgress);
  tally.phase('scanning');
  const root = resolve(options.folder);
  const { files, ignored } = await scan(root);
  const source = options.source ?? (await api.caller()).source;
  const { id: session, about } = identify(root, options.id, source);
  const sha256 = (options.sha256 ?? true) ? openSha256() : undefined;
  try {
    const upload = openUpload({ session, source, api, clock, signal, sha256, tally });
    const uploaded = await uploadFiles(files, upload, (error) => stop.abort(error));
    tally.phase('committing');
    const metadata = metadataFileOf(files.map(({ path }) => path));
    const proposal: Proposal = {
      format: 1,
      session,
      source: uploaded.source,
      metadata,
      ...about,
      files: uploaded.files,
    };
    const receipt = await commitSession(proposal, { api, clock, signal });
    return {
      session,
      source: uploaded.source,
      state: 'committed',
      files: uploaded.files.length,
      bytes: totalBytes(uploaded.files),
      sent: tally.progress.bytesSent,
      skipped: tally.progress.bytesSkipped,
      ignored,
      receipt,
    };
  } finally {
    await sha256?.close();
  }
}

interface Found {
  readonly file: SourceFile;
  readonly index: number;
  readonly known: Known;
}

async function uploadFiles(
  files: readonly SourceFile[],
  upload: Upload,
  stop: (error: unknown) => void,
): Promise<{ source: string; files: ProposedFile[] }> {
  let source = '';
  const proposed = new Array<ProposedFile>(files.length);
  upload.tally.phase('uploading', { files: files.length, bytes: totalBytes(files) });

  async function* found(): AsyncGenerator<Found, void> {
    for (let start = 0; start < files.length; start += FILES_A_PAGE) {
      const page = files.slice(start, start + FILES_A_PAGE);
      const begun = await begin(upload, page);
      source = begun.source;
      for (const [index, file] of page.entries())
        yield { file, index: start + index, known: begun.known(file.path) };
    }
  }

  await forEachLimit(
    found(),
    FILES_AT_ONCE,
    async ({ file, index, known }) => {
      proposed[index] = await uploadFile(file, known, upload);
    },
    stop,
  );
  return { source, files: proposed };
}
