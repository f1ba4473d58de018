import {
  ADDRESSES_A_PAGE,
  type Address,
  type Addresses,
  type Close,
  type Closed,
  FILES_A_PAGE,
  type FileState,
} from '../../shared/api/uploads.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { partBytes } from '../../shared/session/parts.ts';
import type { Api } from '../api-client.ts';
import { type Batches, openBatches } from './batches.ts';
import { openSlots } from './concurrency.ts';
import { PushError } from './errors.ts';
import { openPartBuffers, type PartBuffers } from './part-buffers.ts';
import type { Tally } from './progress.ts';
import type { SourceFile } from './scan.ts';
import type { Sha256 } from './sha256.ts';

/** Files that are read at the same time: enough to hide what opening one takes, few enough for a spinning disk. */
const READERS = 4;

/** With 32 small files, or 4 large parts, in hand no connection runs dry while the next addresses are asked for. */
const ENOUGH_ADDRESSES = 32;
const weightOf = (bytes: number): number => 1 + bytes / 2 ** 20;

/** What is known of a file in the store. */
export interface Known extends FileState {
  /** The session is committed: nothing can be added to it. */
  readonly committed: boolean;
}

/** The upload of one session: what its files share. */
export interface Upload {
  readonly session: string;
  readonly source: string | undefined;
  readonly api: Api;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly sha256: Sha256 | undefined;
  readonly tally: Tally;
  readonly buffers: PartBuffers;
  readonly reading: <T>(work: () => Promise<T>) => Promise<T>;
  readonly addresses: Batches<Addresses['parts'][number], Address>;
  readonly closing: Batches<Close['files'][number], Closed['files'][number]>;
}

export function openUpload(
  upload: Pick<Upload, 'session' | 'source' | 'api' | 'clock' | 'signal' | 'sha256' | 'tally'>,
): Upload {
  const { session, api, clock, signal } = upload;
  return {
    ...upload,
    buffers: openPartBuffers(),
    reading: openSlots(READERS),
    addresses: openBatches({
      most: ADDRESSES_A_PAGE,
      enough: ENOUGH_ADDRESSES,
      weigh: ({ fileSize, part }) => weightOf(partBytes(fileSize, part)),
      send: async (parts) => (await api.addresses(session, { parts: [...parts] }, signal)).parts,
      clock,
    }),
    closing: openBatches({
      most: FILES_A_PAGE,
      enough: 0,
      send: async (files) => (await api.close(session, { files: [...files] }, signal)).files,
      clock,
    }),
  };
}

export interface Begun {
  readonly source: string;
  /** Of each file asked for. */
  known(path: string): Known;
}

/** Asks what the store has of these files (one page at most), and begins the upload of those that it has not. */
export async function begin(
  upload: Upload,
  files: readonly (Pick<SourceFile, 'path' | 'size'> & { replace?: boolean })[],
): Promise<Begun> {
  const { session, source, api, signal } = upload;
  const body = {
    ...(source !== undefined && { source }),
    files: files.map(({ path, size, replace }) => ({ path, size, ...(replace && { replace }) })),
  };
  const begun = await api.begin(session, body, signal);
  const states = new Map(begun.files.map((state) => [state.path, state]));
  return {
    source: begun.source,
    known: (path) => {
      const state = states.get(path);
      if (!state)
        throw new PushError('upload-stuck', `The platform does not say what it has of ${path}.`, { path });
      return { ...state, committed: begun.committed };
    },
  };
}
