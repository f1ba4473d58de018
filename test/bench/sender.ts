/**
 * A process that sends, so that sending and receiving are measured as they happen: apart.
 *   node sender.ts push HOME FOLDER ID [--no-sha256]   pushes a session as the command line does
 *   node sender.ts file URL FILE                       one node:http PUT of the file, read as it is sent
 *   node sender.ts memory URL FILE                     one node:http PUT of the same bytes, in memory already
 * Prints `{seconds, growthMb}`: the time of the work itself, and peak memory above what it was before.
 */
import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openApi } from '../../services/api-client.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';

const [kind, where = '', what = '', id = '', ...flags] = process.argv.slice(2);
const work =
  kind === 'push'
    ? await preparePush()
    : kind === 'file'
      ? () => put(where, createReadStream(what, { highWaterMark: 1024 * 1024 }), statSync(what).size)
      : await prepareBytes();
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

async function prepareBytes(): Promise<() => Promise<void>> {
  const bytes = await readFile(what);
  return () => put(where, bytes, bytes.byteLength);
}

/** As plain as it gets. */
async function put(url: string, body: Uint8Array | Readable, size: number): Promise<void> {
  const outgoing = request(url, { method: 'PUT', headers: { 'content-length': size } });
  const answered = new Promise<void>((resolve, reject) => {
    outgoing.on('response', (response) => response.resume().on('end', resolve)).on('error', reject);
  });
  if (body instanceof Uint8Array) outgoing.end(body);
  else await pipeline(body, outgoing);
  await answered;
}
