/**
 * A process with local stores in a temporary home. Prints its address; besides signed addresses it answers
 * POST /sign, /complete and /memory for objects-receive.ts, and removes its home when it is terminated.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { systemClock } from '../../shared/clients/clock.ts';
import { openLocalStores } from '../../shared/clients/local/objects/index.ts';
import type { SignedAddress } from '../../shared/ports/objects.ts';
import type { CompleteRequest, SignAnswer, SignRequest } from './objects-receive.ts';

const home = mkdtempSync(join(tmpdir(), 'sessions-bench-'));
let url = '';
const { stores, handle } = await openLocalStores({
  home,
  baseUrl: () => url,
  signingKey: crypto.getRandomValues(new Uint8Array(32)),
  clock: systemClock,
});
const { archive } = stores;

const server = createServer(async (request, response) => {
  if (await handle(request, response)) return;
  response.end(JSON.stringify(await answer(request)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) url = `http://127.0.0.1:${address.port}`;
  console.log(url);
});
process.once('SIGTERM', () => {
  rmSync(home, { recursive: true, force: true });
  process.exit();
});

async function answer(request: IncomingMessage): Promise<unknown> {
  if (request.url === '/sign') return sign((await json(request)) as SignRequest);
  if (request.url === '/complete') {
    const { key, uploadId, crc32 } = (await json(request)) as CompleteRequest;
    return archive.completeUpload(key, uploadId, { parts: await archive.parts(key, uploadId), crc32 });
  }
  const { rss } = process.memoryUsage();
  return { rss, peak: process.resourceUsage().maxRSS * 1024 };
}

/** Addresses for the parts of one file, or for many files. */
async function sign({ key, partSize, sizes, crc32s }: SignRequest): Promise<SignAnswer> {
  const expiresIn = 600;
  const addresses: SignedAddress[] = [];
  const upload = partSize === undefined ? undefined : await archive.createUpload(key, { partSize });
  for (const [i, size] of sizes.entries()) {
    const announced = { size, crc32: crc32s[i] ?? '', expiresIn };
    addresses.push(
      upload
        ? await archive.signPart(key, upload.uploadId, { part: i + 1, ...announced })
        : await archive.signPut(`${key}/${String(i).padStart(5, '0')}.dat`, announced),
    );
  }
  return { uploadId: upload?.uploadId ?? '', addresses };
}
