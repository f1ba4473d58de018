import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Api, openApi } from '../../services/api-client.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { startPlatformProcess } from '../setup/platform-process.ts';
import { type Figure, figure, median, round } from './figure.ts';

const SESSIONS = 100;
const ALONE = 20;
const AT_ONCE = 8;

/** Milliseconds from the request `complete` until a search finds the session. */
async function untilFindable(api: Api, folder: string, id: string): Promise<number> {
  let completed = 0;
  const watched: Api = {
    ...api,
    complete: (...request) => {
      completed = performance.now();
      return api.complete(...request);
    },
  };
  const pushed = pushSession({ folder, id, api: watched, clock: systemClock });
  while (completed === 0) await new Promise(setImmediate);
  for (;;) {
    const { total } = await api.find({ q: `id: ${id}`, limit: '1' });
    if (total === 1) break;
    await systemClock.wait(10);
  }
  const found = performance.now();
  await pushed;
  return found - completed;
}

async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sessions-bench-find-'));
  const home = join(scratch, 'home');
  const platform = await startPlatformProcess({ home });
  const api = openApi({
    url: platform.url,
    apiKey: (await readFile(join(home, 'local-key'), 'utf8')).trim(),
    clock: systemClock,
  });
  try {
    const folders = await writeSessions(scratch);
    const measure = (folder: string, index: number, name: string): Promise<number> =>
      untilFindable(api, folder, `${name}-${index}`);
    await mapLimit(folders.slice(0, 5), 1, (folder, index) => measure(folder, index, 'warm-up'));
    const alone = await mapLimit(folders.slice(0, ALONE), 1, (folder, index) =>
      measure(folder, index, 'alone'),
    );
    const busy = await mapLimit(folders, AT_ONCE, (folder, index) => measure(folder, index, 'busy'));
    say(`alone ${median(alone).toFixed(0)} ms, among ${SESSIONS} ${median(busy).toFixed(0)} ms`);
    return [
      figure({
        figure: 'from complete to findable, one session at a time, median',
        value: round(median(alone) / 1000, 3),
        unit: 's',
        target: '< 1',
      }),
      figure({
        figure: `from complete to findable, while ${SESSIONS} sessions come in, median`,
        value: round(median(busy) / 1000, 3),
        unit: 's',
        target: '< 1',
      }),
      figure({ figure: '… slowest of them', value: round(Math.max(...busy) / 1000, 3), unit: 's' }),
    ];
  } finally {
    api.disconnect();
    await platform.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Small sessions with metadata of 40 keys: what comes in by the hundred. */
async function writeSessions(scratch: string): Promise<string[]> {
  return await mapLimit(Array.from({ length: SESSIONS }), 8, async (_, index) => {
    const folder = join(scratch, `session-${index}`);
    await mkdir(folder);
    await writeFile(join(folder, 'signal.dat'), crypto.getRandomValues(new Uint8Array(60_000)));
    const keys = Array.from({ length: 40 }, (_, key) => [`group${key % 5}.key${key}`, key * index]);
    await writeFile(
      join(folder, 'metadata.json'),
      JSON.stringify({ subject: { name: `mouse-${index}` }, ...Object.fromEntries(keys) }),
    );
    return folder;
  });
}

export const area = {
  about: `Sessions of 60 KB with 40 keys, ${AT_ONCE} pushed at a time; a search asks every 10 ms.`,
  run,
};
