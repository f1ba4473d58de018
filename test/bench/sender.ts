/**
 * A process that sends, so that sending and receiving are measured as they happen: apart.
 *   node sender.ts push HOME FOLDER ID [--no-sha256]   pushes a session as the command line does
 *   node sender.ts plain URL FILE                      one node:http PUT of a file that is in memory already, nothing else
 * Prints `{seconds, growthMb}`: the time of the work itself, and peak memory above what it was before.
 */
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { openApi } from '../../services/api-client.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/local/clock.ts';

const [kind, where = '', what = '', id = '', ...flags] = process.argv.slice(2);
const work = kind === 'push' ? await preparePush() : await prepareBytes(where, what);
const resting = process.memoryUsage.rss();
const began = performance.now();
await work();
const seconds = (performance.now() - began) / 1000;
const growthMb = (process.resourceUsage().maxRSS * 1024 - resting) / 1e6;
console.log(JSON.stringify({ seconds, growthMb }));

async function preparePush(): Promise<() => Promise<unknown>> {
  const { url } = JSON.parse(await readFile(join(where, 'platform.json'), 'utf8')) as { url: string };
  const apiKey = (await readFile(join(where, 'local-key'), 'utf8')).trim();
  const api = openApi({ url, apiKey, clock: systemClock });
  await api.status();
  return async () => {
    await pushSession({ folder: what, id, api, clock: systemClock, sha256: !flags.includes('--no-sha256') });
    api.disconnect();
  };
}

/** As plain, and as fast, as it gets: the bytes are in memory before the clock starts. */
async function prepareBytes(url: string, file: string): Promise<() => Promise<void>> {
  const bytes = await readFile(file);
  return async () => {
    const put = request(url, { method: 'PUT', headers: { 'content-length': bytes.byteLength } });
    const answered = new Promise<void>((resolve, reject) => {
      put.on('response', (response) => response.resume().on('end', resolve)).on('error', reject);
    });
    put.end(bytes);
    await answered;
  };
}
