import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Api, openApi } from '../../services/api-client.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { startPlatformProcess } from '../setup/platform-process.ts';
import { type Figure, figure, median, round } from './figure.ts';

const BYTES = 600_000_000;
const PIECE = 10_000_000;
const RUNS = 5;

async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sessions-bench-sandbox-'));
  const home = join(scratch, 'home');
  const platform = await startPlatformProcess({ home });
  const apiKey = (await readFile(join(home, 'local-key'), 'utf8')).trim();
  const api = openApi({ url: platform.url, apiKey, clock: systemClock });
  try {
    const figures: Figure[] = [];
    for (const files of [1, 6]) {
      const id = `session-of-${files}`;
      await push(api, join(scratch, id), id, files);
      const seconds: number[] = [];
      for (let count = 0; count < RUNS; count += 1) seconds.push(await untilReady(api, id));
      say(`600 MB in ${files}: ${seconds.map((each) => each.toFixed(2)).join(', ')} s`);
      figures.push(
        figure({
          figure: `sandbox of 600 MB in ${files} file${files === 1 ? '' : 's'}, from request to ready, SHA-256 of every file, median of ${RUNS}`,
          value: round(median(seconds)),
          unit: 's',
          target: '< 10',
        }),
      );
    }
    return figures;
  } finally {
    api.disconnect();
    await platform.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Until it is verified: what follows then has the machine to itself. */
async function push(api: Api, folder: string, id: string, files: number): Promise<void> {
  await mkdir(folder);
  for (let written = 0; written < BYTES; written += PIECE)
    await appendFile(join(folder, `signal-${Math.floor((written * files) / BYTES)}.dat`), randomBytes(PIECE));
  await pushSession({ folder, id, api, clock: systemClock });
  while ((await api.session(id)).record.stages.verified === undefined) await systemClock.wait(100);
}

async function untilReady(api: Api, session: string): Promise<number> {
  const began = performance.now();
  const { id } = await api.createSandbox({ sessionIds: [session] });
  for (let state = ''; state !== 'ready'; ) {
    const sandbox = await api.sandbox(id);
    if (sandbox.state === 'failed') throw new Error(`The sandbox failed: ${sandbox.detail}`);
    state = sandbox.state;
    await systemClock.wait(10);
  }
  const seconds = (performance.now() - began) / 1000;
  await api.endSandbox(id);
  while ((await api.sandbox(id)).state !== 'ended') await systemClock.wait(50);
  return seconds;
}

export const area = { about: 'a sandbox from the request until every file on it was compared', run };
