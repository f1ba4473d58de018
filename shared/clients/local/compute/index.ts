import { statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Compute, ComputeError, type Instance } from '../../../ports/compute.ts';
import type { ObjectRights } from '../../../ports/objects.ts';
import { writeFileAtomic } from '../files.ts';
import { handleInstance, INSTANCES_PREFIX, instanceToken } from './access.ts';
import { instanceIdOf, instanceLayout, openInstanceFolders } from './folders.ts';
import { endLeftover, keepRunning, type RunningProgram } from './keep-running.ts';

export interface LocalCompute {
  readonly compute: Compute;
  /** Starts the instances again that ran when the platform ended. Their programs go on where they stopped. */
  resume(): Promise<void>;
  /** Serves the instances' own folders of the ledger under /instances/; false when the path is not there. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Stops every program. What is on the instances' storage is there at the next start. */
  close(): Promise<void>;
}

/** What one disk and one core take in: measured with SHA-256, see test/bench. */
const BYTES_PER_SECOND = 150_000_000;

/**
 * Instances on this machine: a folder in `root` is the instance storage, and a process of its own runs the program
 * there. It costs nothing and has no more room than the disk.
 */
export async function openLocalCompute(options: {
  root: string;
  /** The instance program, which gets the path of its settings as a further argument. */
  program: readonly string[];
  /** Where `handle` is reached, without a slash at the end; asked when a program is started. */
  baseUrl: () => string;
  /** Secret: who has it can speak for every instance. */
  signingKey: Uint8Array;
  /** The area `ledger/instances`. */
  ledger: ObjectRights['read'] & ObjectRights['write'];
  onWritten(key: string): Promise<void>;
  onTrouble(message: string, error?: unknown): void;
}): Promise<LocalCompute> {
  const { root, program, baseUrl, signingKey, ledger, onWritten, onTrouble } = options;
  const folders = await openInstanceFolders(root);
  const programs = new Map<string, RunningProgram>();
  const oneAtATime = openTurns();

  const settingsOf = (id: string): string => {
    const { storage } = instanceLayout(folders.folderOf(id));
    return JSON.stringify({
      instance: id,
      ledger: { url: `${baseUrl()}${INSTANCES_PREFIX}${id}/`, token: instanceToken(signingKey, id) },
      storage,
      place: storage,
      endsWithInput: true,
    });
  };

  const run = (id: string): void => {
    if (programs.has(id)) return;
    const { storage, settings, process, output } = instanceLayout(folders.folderOf(id));
    const running = keepRunning({
      command: [...program, settings],
      cwd: storage,
      output,
      processFile: process,
      prepare: () => writeFileAtomic(settings, settingsOf(id)),
      onTrouble,
    });
    programs.set(id, running);
  };

  const remove = async (id: string): Promise<void> => {
    await programs.get(id)?.stop();
    programs.delete(id);
    await folders.remove(id);
  };

  const find = async (id: string): Promise<Instance | undefined> => {
    if (await folders.hasEnded(id)) return { id, state: 'ended' };
    return (await folders.exists(id)) ? { id, state: 'running' } : undefined;
  };

  return {
    compute: {
      offer: async ({ bytes }) => {
        await checkRoom(root, bytes);
        return { type: 'workstation', dollarsPerHour: 0, bytesPerSecond: BYTES_PER_SECOND, startSeconds: 1 };
      },
      launch: async ({ token, bytes }) => {
        const id = instanceIdOf(checkToken(token));
        return await oneAtATime(id, async () => {
          const known = await find(id);
          if (known?.state === 'ended') return known;
          if (!known) await checkRoom(root, bytes);
          await folders.make(id);
          run(id);
          return { id, state: 'running' };
        });
      },
      find: (token) => find(instanceIdOf(checkToken(token))),
      end: async (token) => {
        const id = instanceIdOf(checkToken(token));
        await oneAtATime(id, async () => {
          await folders.markEnded(id);
          await remove(id);
        });
      },
    },
    resume: async () => {
      for (const id of await folders.list()) {
        await oneAtATime(id, async () => {
          await endLeftover(instanceLayout(folders.folderOf(id)).process);
          if (await folders.hasEnded(id)) await remove(id);
          else run(id);
        });
      }
    },
    handle: (request, response) => {
      const isAlive = async (id: string): Promise<boolean> => (await find(id))?.state === 'running';
      return handleInstance({ signingKey, ledger, isAlive, onWritten }, request, response);
    },
    close: async () => {
      await Promise.all([...programs.values()].map((running) => running.stop()));
    },
  };
}

function checkToken(token: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(token)) return token;
  throw new ComputeError('InvalidToken', `"${token}" is no token: 1 to 64 letters, digits and hyphens.`);
}

async function checkRoom(root: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize >= bytes) return;
  const message = `The disk has ${bavail * bsize} bytes left, and ${bytes} are needed.`;
  throw new ComputeError('TooLarge', message);
}

/** Lets the calls about one instance happen one after the other. */
function openTurns(): <R>(id: string, work: () => Promise<R>) => Promise<R> {
  const last = new Map<string, Promise<unknown>>();
  return async (id, work) => {
    const turn = (last.get(id) ?? Promise.resolve()).then(work, work);
    const settled = turn.catch(() => undefined);
    last.set(id, settled);
    try {
      return await turn;
    } finally {
      if (last.get(id) === settled) last.delete(id);
    }
  };
}
