import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Api, openApi } from '../../services/api-client.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { seededRandom } from './random.ts';

export interface Acknowledged {
  readonly id: string;
  readonly number: number;
  readonly files: ReadonlyMap<string, { size: number; sha256: string }>;
}

export interface Pushers {
  readonly acknowledged: readonly Acknowledged[];
  /** Pushes that ended in an error and were begun again. */
  readonly interrupted: number;
  /** Lets the pushes under way come to their end, and begins no more. */
  finish(): Promise<void>;
}

const LANES = 3;
const SIZES = [0, 1, 4_000, 300_000, 8 * 1024 * 1024, 20_000_000];

/** Rigs that push one session after the other, whatever happens to the platform. */
export function openPushers(options: { scratch: string; home: string; seed: number }): Pushers {
  const { scratch, home, seed } = options;
  const acknowledged: Acknowledged[] = [];
  let next = 0;
  let interrupted = 0;
  let finishing = false;

  const lane = async (): Promise<void> => {
    while (!finishing) {
      const number = next;
      next += 1;
      const folder = join(scratch, `crash-${number}`);
      const files = await writeSession(folder, number, seed);
      await pushUntilAcknowledged(folder, `crash-${number}`);
      acknowledged.push({ id: `crash-${number}`, number, files });
      await rm(folder, { recursive: true });
    }
  };

  const pushUntilAcknowledged = async (folder: string, id: string): Promise<void> => {
    for (;;) {
      const api = await connect(home);
      if (!api) {
        await wait(30);
        continue;
      }
      try {
        await pushSession({ folder, id, api, clock: systemClock, signal: AbortSignal.timeout(60_000) });
        return;
      } catch {
        interrupted += 1;
        await wait(50);
      } finally {
        api.disconnect();
      }
    }
  };

  const lanes = Promise.all(Array.from({ length: LANES }, lane));
  return {
    acknowledged,
    get interrupted() {
      return interrupted;
    },
    finish: async () => {
      finishing = true;
      await lanes;
    },
  };
}

/** The client of the platform that runs in this home; undefined while none does. */
async function connect(home: string): Promise<Api | undefined> {
  try {
    const { url } = JSON.parse(await readFile(join(home, 'platform.json'), 'utf8')) as { url: string };
    const apiKey = (await readFile(join(home, 'local-key'), 'utf8')).trim();
    return openApi({ url, apiKey, clock: systemClock });
  } catch {
    return undefined;
  }
}

async function writeSession(folder: string, number: number, seed: number): Promise<Acknowledged['files']> {
  const random = seededRandom(seed * 1000 + number);
  await mkdir(folder, { recursive: true });
  const files = new Map<string, { size: number; sha256: string }>();
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    await writeFile(join(folder, path), bytes);
    files.set(path, { size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') });
  };
  await write('metadata.json', Buffer.from(JSON.stringify({ crash: { number } })));
  const count = 1 + Math.floor(random() * 4);
  for (let index = 0; index < count; index += 1) {
    const size = SIZES[Math.floor(random() * SIZES.length)] ?? 0;
    const bytes = Buffer.alloc(size);
    for (let offset = 0; offset + 4 <= size; offset += 4)
      bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), offset);
    await write(`signal-${index}.dat`, bytes);
  }
  return files;
}
