import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObjectError, type ObjectRights } from '../../../ports/objects.ts';
import { isInstanceId } from './folders.ts';

export const INSTANCES_PREFIX = '/instances/';
/** Reports are small; a program that has lost its mind fills no disk. */
const MAX_REPORT_BYTES = 64 * 1024;
const REPORT = 'report.json';

/** The token of one instance, for its own folder of the ledger and nothing else. */
export const instanceToken = (key: Uint8Array, id: string): string =>
  createHmac('sha256', key).update(`sessions-instance-access-1\n${id}`).digest('base64url');

export interface InstanceAccess {
  readonly signingKey: Uint8Array;
  /** The area `ledger/instances`. */
  readonly ledger: ObjectRights['read'] & ObjectRights['write'];
  /** Whether this instance was launched and has not ended. */
  isAlive(id: string): Promise<boolean>;
  /** An instance has written an object; resolves when whoever waits for it will hear of it. */
  onWritten(key: string): Promise<void>;
}

/**
 * What the role of an instance permits on AWS, over HTTP: `GET /instances/<id>/<key>` reads its own folder of the
 * ledger, `PUT /instances/<id>/report.json` writes its report. False where the path is not under /instances/.
 */
export async function handleInstance(
  access: InstanceAccess,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (!path.startsWith(INSTANCES_PREFIX)) return false;
  const { id, key } = readPath(path);
  if (!id || !isAllowed(access, id, request.headers.authorization)) answer(response, 403);
  else if (!(await access.isAlive(id))) answer(response, 410);
  else if (request.method === 'GET') await read(access, `${id}/${key}`, response);
  else if (request.method === 'PUT' && key === REPORT) await write(access, `${id}/${key}`, request, response);
  else answer(response, 405);
  return true;
}

function readPath(path: string): { id?: string; key: string } {
  const [id = '', ...segments] = path.slice(INSTANCES_PREFIX.length).split('/');
  const plain =
    segments.length > 0 && segments.every((segment) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(segment));
  return isInstanceId(id) && plain ? { id, key: segments.join('/') } : { key: '' };
}

function isAllowed({ signingKey }: InstanceAccess, id: string, header = ''): boolean {
  const given = Buffer.from(header);
  const expected = Buffer.from(`Bearer ${instanceToken(signingKey, id)}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function read({ ledger }: InstanceAccess, key: string, response: ServerResponse): Promise<void> {
  try {
    const { attributes, chunks } = await ledger.get(key);
    const bytes: Uint8Array[] = [];
    for await (const chunk of chunks) bytes.push(chunk);
    response.writeHead(200, { 'content-length': attributes.size }).end(Buffer.concat(bytes));
  } catch (error) {
    if (!isObjectError(error, 'NotFound')) throw error;
    answer(response, 404);
  }
}

async function write(
  { ledger, onWritten }: InstanceAccess,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size <= MAX_REPORT_BYTES) chunks.push(chunk);
  }
  if (size > MAX_REPORT_BYTES) return answer(response, 413);
  await ledger.put(key, Buffer.concat(chunks));
  await onWritten(key);
  answer(response, 204);
}

const answer = (response: ServerResponse, status: number): void =>
  void response.writeHead(status, { 'content-length': 0 }).end();
