/**
 * Run by crash.test.ts as a process of its own, to be killed: writes objects in every way that there is, several at
 * a time, and tells on stdout, one line of JSON each, what was acknowledged to it.
 *
 *   node crash-writer.ts HOME ROUND
 */
import { checksum, noise } from '../../../../contracts/objects/make.ts';
import { type Acknowledged, COUNTER, PART_BYTES } from './crash-acknowledged.ts';
import { openLocalWorld } from './local-world.ts';

const [home = '', round = '0'] = process.argv.slice(2);
const { stores, fetchAddress } = await openLocalWorld('archive', home);
const { archive, ledger } = stores;

const tell = (what: Acknowledged): boolean => process.stdout.write(`${JSON.stringify(what)}\n`);

function* keys(way: string): Generator<{ key: string; seed: number }> {
  for (let n = 0; ; n += 1) yield { key: `round-${round}/${way}/${n}`, seed: n % 256 };
}

async function putDirectly(): Promise<void> {
  for (const { key, seed } of keys('put')) {
    const size = (seed * 997) % 60_000;
    const { version } = await archive.put(key, noise(size, seed), { ifNoneMatch: '*' });
    tell({ key, version, size, seed });
  }
}

async function putSigned(): Promise<void> {
  for (const { key, seed } of keys('signed')) {
    const body = noise((seed * 4_001) % 700_000, seed);
    const announced = { size: body.length, crc32: checksum(body), expiresIn: 60 };
    const { status } = await fetchAddress(await archive.signPut(key, announced), { body });
    if (status !== 200) throw new Error(`${key} was answered with ${status}.`);
    tell({ key, size: body.length, seed });
  }
}

async function upload(): Promise<void> {
  for (const { key, seed } of keys('upload')) {
    const size = PART_BYTES + seed * 1_001 + 1;
    const body = noise(size, seed);
    const { uploadId } = await archive.createUpload(key, { partSize: PART_BYTES });
    for (const part of [2, 1]) {
      const bytes = body.subarray((part - 1) * PART_BYTES, part * PART_BYTES);
      const announced = { part, size: bytes.length, crc32: checksum(bytes), expiresIn: 60 };
      const address = await archive.signPart(key, uploadId, announced);
      const { status } = await fetchAddress(address, { body: bytes });
      if (status !== 200) throw new Error(`Part ${part} of ${key} was answered with ${status}.`);
      tell({ key, uploadId, part, crc32: announced.crc32 });
    }
    const parts = await archive.parts(key, uploadId);
    const { version } = await archive.completeUpload(key, uploadId, { parts, crc32: checksum(body) });
    tell({ key, version, size, seed });
  }
}

async function count(): Promise<void> {
  for (;;) {
    const before = await ledger.head(COUNTER);
    const text = before
      ? await new Response(ReadableStream.from((await ledger.get(COUNTER)).chunks)).text()
      : '0';
    const counted = Number(text) + 1;
    const condition = before ? { ifMatch: before.etag } : { ifNoneMatch: '*' as const };
    await ledger.put(COUNTER, new TextEncoder().encode(String(counted)), condition);
    tell({ counted });
  }
}

await Promise.all([putDirectly(), putSigned(), upload(), count()]);
