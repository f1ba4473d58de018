/**
 * How fast the local store receives (checksum compared, on disk), beside a plain node:http server that throws the
 * same bytes away.
 *
 *   node test/bench/objects-receive.ts [CONNECTIONS] [ROUNDS]
 *
 * Sender and receiver are processes of their own, as pusher and platform are. Rounds alternate, because what else
 * runs on a machine changes what it can do from one second to the next.
 */
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { SignedAddress } from '../../shared/ports/objects.ts';
import { combineCrc32, crc32, crc32Hex } from '../../shared/session/crc32.ts';
import { startScript } from './children.ts';

const PART_BYTES = 8 * 1024 ** 2;
const PARTS = 75;
const SMALL_FILES = 5_000;
const SMALL_BYTES = 7 * 1024;

export interface SignRequest {
  readonly key: string;
  /** Of one upload; left out for many files. */
  readonly partSize?: number;
  readonly sizes: readonly number[];
  readonly crc32s: readonly string[];
}

export interface SignAnswer {
  readonly uploadId: string;
  readonly addresses: readonly SignedAddress[];
}

export interface CompleteRequest {
  readonly key: string;
  readonly uploadId: string;
  readonly crc32: string;
}

interface Memory {
  readonly rss: number;
  readonly peak: number;
}

async function measure(connections: number, rounds: number): Promise<void> {
  const discard = await startScript('discard.ts');
  const receiver = await startScript('objects-receiver.ts');
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    const resting = await call<Memory>(receiver.url, '/memory', {});
    const part = noise(PART_BYTES);
    for (let round = 1; round <= rounds; round += 1) {
      const plain = await timed(() => sendAll(agent, discardAddresses(discard.url), part, connections));
      const store = await storeRound(receiver.url, agent, `session-${round}`, part, connections);
      const rate = (seconds: number): string => ((PARTS * PART_BYTES) / 1e9 / seconds).toFixed(2);
      console.log(`${rate(plain)} GB/s discarded, ${rate(store)} stored: ${(plain / store).toFixed(2)}`);
    }
    for (let round = 1; round <= rounds; round += 1) {
      const seconds = await smallRound(receiver.url, agent, `small-${round}`, connections);
      console.log(`${Math.round(SMALL_FILES / seconds)} files of 7 KB a second`);
    }
    const { peak } = await call<Memory>(receiver.url, '/memory', {});
    console.log(`receiver: ${Math.round((peak - resting.rss) / 1e6)} MB above its resting size at most`);
  } finally {
    agent.destroy();
    receiver.child.kill();
    discard.child.kill();
  }
}

async function storeRound(
  url: string,
  agent: Agent,
  key: string,
  part: Uint8Array,
  connections: number,
): Promise<number> {
  const checksum = crc32(part);
  const whole = Array.from({ length: PARTS }).reduce<number>(
    (crc) => combineCrc32(crc, checksum, PART_BYTES),
    0,
  );
  const { uploadId, addresses } = await call<SignAnswer>(url, '/sign', {
    key,
    partSize: PART_BYTES,
    sizes: Array(PARTS).fill(PART_BYTES),
    crc32s: Array(PARTS).fill(crc32Hex(checksum)),
  } satisfies SignRequest);
  return timed(async () => {
    await sendAll(agent, addresses, part, connections);
    await call(url, '/complete', { key, uploadId, crc32: crc32Hex(whole) } satisfies CompleteRequest);
  });
}

async function smallRound(url: string, agent: Agent, key: string, connections: number): Promise<number> {
  const file = noise(SMALL_BYTES);
  const { addresses } = await call<SignAnswer>(url, '/sign', {
    key,
    sizes: Array(SMALL_FILES).fill(SMALL_BYTES),
    crc32s: Array(SMALL_FILES).fill(crc32Hex(crc32(file))),
  } satisfies SignRequest);
  return timed(() => sendAll(agent, addresses, file, connections));
}

const discardAddresses = (url: string): Pick<SignedAddress, 'url' | 'headers'>[] =>
  Array(PARTS).fill({ url, headers: { 'content-length': String(PART_BYTES) } });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function sendAll(
  agent: Agent,
  addresses: readonly Pick<SignedAddress, 'url' | 'headers'>[],
  body: Uint8Array,
  connections: number,
): Promise<void> {
  const waiting = addresses.values();
  const sendNext = async (): Promise<void> => {
    for (const { url, headers } of waiting) await send(agent, 'PUT', url, headers, body);
  };
  await Promise.all(Array.from({ length: connections }, sendNext));
}

async function call<T>(url: string, path: string, body: object): Promise<T> {
  const agent = new Agent();
  return JSON.parse(await send(agent, 'POST', url + path, {}, Buffer.from(JSON.stringify(body)))) as T;
}

function send(
  agent: Agent,
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { agent, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    sending.on('error', reject).end(body);
  });
}

/** Bytes that nothing on the way can compress or skip. */
function noise(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await measure(Number(process.argv[2] ?? 4), Number(process.argv[3] ?? 5));
}
