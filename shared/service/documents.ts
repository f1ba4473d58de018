import type { Static, TSchema } from 'typebox';
import { isObjectError, type ObjectBody, type ObjectRights } from '../ports/objects.ts';
import { check } from '../schema/validate.ts';
import { Fault } from './errors.ts';

export interface Document<T> {
  readonly value: T;
  readonly etag: string;
  readonly bytes: Uint8Array;
}

/** A JSON document of a store, checked against its schema; undefined where there is none. Throws a Fault where it is damaged. */
export async function readJson<S extends TSchema>(
  objects: ObjectRights['read'],
  key: string,
  schema: S,
): Promise<Document<Static<S>> | undefined> {
  const body = await getIfThere(objects, key);
  if (!body) return undefined;
  const bytes = await collect(body);
  const checked = check(schema, parseJson(bytes, key));
  if (!checked.ok) {
    const [problem] = checked.problems;
    throw new Fault(
      'internal-error',
      `The document ${key} is damaged: ${problem?.field} ${problem?.reason}.`,
    );
  }
  return { value: checked.value, etag: body.attributes.etag, bytes };
}

/** Writes a document once; what is there stays, and the answer says whether it was written. */
export async function writeOnce(
  objects: ObjectRights['write'],
  key: string,
  value: unknown,
): Promise<boolean> {
  try {
    await objects.put(key, Buffer.from(JSON.stringify(value, null, 1)), { ifNoneMatch: '*' });
    return true;
  } catch (error) {
    if (isObjectError(error, 'PreconditionFailed')) return false;
    throw error;
  }
}

/** The whole body in memory: for small objects only. */
export async function collect(body: ObjectBody): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body.chunks) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function getIfThere(objects: ObjectRights['read'], key: string): Promise<ObjectBody | undefined> {
  try {
    return await objects.get(key);
  } catch (error) {
    if (isObjectError(error, 'NotFound')) return undefined;
    throw error;
  }
}

function parseJson(bytes: Uint8Array, key: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Fault('internal-error', `The document ${key} is no JSON.`, { cause });
  }
}
