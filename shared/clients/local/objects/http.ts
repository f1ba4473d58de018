import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type ObjectAttributes, ObjectError, type ObjectErrorCode } from '../../../ports/objects.ts';
import type { LocalStore } from './local-store.ts';
import { parseRange } from './range-header.ts';
import { SenderGone } from './receive.ts';
import { CRC32_HEADER, PATH_PREFIX, type Permission, type Signer } from './signing.ts';

/** A connection on which nothing came for that long is given up, in milliseconds. */
const IDLE_TIMEOUT = 60_000;
/** A refused body up to that size is read to its end, so that the sender sees the answer instead of a reset. */
const DRAIN_BYTES = 64 * 1024 ** 2;

/** How it shows that a reader left before the end. */
const READER_LEFT: readonly unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

const STATUS: Readonly<Record<ObjectErrorCode, number>> = {
  AddressExpired: 403,
  AddressInvalid: 403,
  Archived: 403,
  BadRange: 416,
  ChecksumMismatch: 400,
  Conflict: 409,
  InvalidKey: 400,
  InvalidPart: 400,
  Locked: 403,
  NoSuchUpload: 404,
  NotFound: 404,
  PreconditionFailed: 412,
  SizeMismatch: 400,
  StoreFull: 507,
};

/**
 * Answers a request to a signed address; false when its path is not under /store/.
 * What a store refuses is answered as JSON `{code, message}`. A failure of the store itself rejects, unanswered.
 */
export async function handleAddress(
  signer: Signer,
  stores: Readonly<Record<string, LocalStore>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!request.url?.startsWith(PATH_PREFIX)) return false;
  try {
    const permission = signer.verify(request);
    const store = stores[permission.store];
    if (!store) throw new ObjectError('NotFound', `There is no store ${permission.store}.`);
    if (permission.method === 'PUT') await answerPut(store, permission, request, response);
    else await answerGet(store, permission, request, response);
  } catch (error) {
    if (!(error instanceof SenderGone)) refuse(error, request, response);
  }
  return true;
}

async function answerPut(
  store: LocalStore,
  { key, uploadId, part }: Permission,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.setTimeout(IDLE_TIMEOUT, () => request.destroy());
  // Both were signed, so they are there and as they were announced.
  const announced = {
    size: Number(request.headers['content-length']),
    crc32: String(request.headers[CRC32_HEADER]),
  };
  if (uploadId !== undefined && part !== undefined) {
    const { etag, crc32 } = await store.receivePart(request, { key, uploadId, part }, announced);
    response.writeHead(200, { etag, [CRC32_HEADER]: crc32, 'content-length': 0 }).end();
  } else {
    const attributes = await store.receiveObject(request, key, announced);
    response.writeHead(200, { ...headersOf(attributes), 'content-length': 0 }).end();
  }
}

async function answerGet(
  store: LocalStore,
  { key, version }: Permission,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const attributes = store.readable(key, version);
  const range = parseRange(request.headers.range, attributes.size);
  const { chunks } = await store.get(key, { version: attributes.version, ...(range && { range }) });
  const { size } = attributes;
  response.writeHead(range ? 206 : 200, {
    ...headersOf(attributes),
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'last-modified': new Date(attributes.modified).toUTCString(),
    'content-length': range ? range.end - range.start + 1 : size,
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
  });
  await pipeline(chunks, response).catch((error) => {
    // The reader may leave at any time; what else fails can only be told by breaking off.
    response.destroy();
    if (!READER_LEFT.includes(error.code)) throw error;
  });
}

const headersOf = ({ etag, version, crc32 }: ObjectAttributes) => ({
  etag,
  'x-sessions-version': version,
  [CRC32_HEADER]: crc32,
});

function refuse(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (!(error instanceof ObjectError) || response.headersSent) throw error;
  const { code, message } = error;
  const body = JSON.stringify({ code, message });
  const tooMuchToDrain = Number(request.headers['content-length'] ?? 0) > DRAIN_BYTES;
  response.writeHead(STATUS[code], {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(tooMuchToDrain && { connection: 'close' }),
  });
  response.end(body);
  if (!tooMuchToDrain) request.resume();
}
