import type { S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../../../ports/clock.ts';
import { checkKey } from '../../../ports/object-limits.ts';
import type { Objects, StoreName } from '../../../ports/objects.ts';
import type { Environment } from '../../../service/environment.ts';
import { systemClock } from '../../clock.ts';
import { type Bucket, type LockMode, placeOf } from './bucket.ts';
import { makeS3Client, type S3Settings } from './client.ts';
import { completeUpload } from './complete.ts';
import { listPage } from './listing.ts';
import { abortUpload, createUpload, listParts, openUploads } from './multipart.ts';
import { getObject, headObject } from './reads.ts';
import { restoreObject } from './restore.ts';
import { signGet, signPart, signPut } from './signing.ts';
import { streamObject } from './stream.ts';
import { putObject, removeObject } from './writes.ts';

export { makeS3Client } from './client.ts';

interface StoreOptions {
  /** For `retainUntil`: COMPLIANCE when left out, so that it holds for everybody, as the port has it. */
  readonly lockMode?: LockMode;
  readonly clock?: Clock;
}

/** The stores whose buckets the environment names, with one client; any other throws as soon as it is used. */
export function openS3Stores(
  environment: Pick<Environment, 'stores'>,
  { client: given, lockMode, clock, ...settings }: StoreOptions & S3Settings & { client?: S3Client } = {},
): Readonly<Record<StoreName, Objects>> {
  const client = given ?? makeS3Client(settings);
  const options = { ...(lockMode && { lockMode }), ...(clock && { clock }) };
  const open = (store: StoreName): Objects => {
    const bucket = environment.stores[store];
    return bucket === undefined ? notNamed(store) : openS3Objects({ client, bucket, ...options });
  };
  return {
    landing: open('landing'),
    archive: open('archive'),
    results: open('results'),
    ledger: open('ledger'),
  };
}

/** One versioned bucket as a store. Its role needs s3:ListBucket too: without that S3 calls what is missing forbidden. */
export function openS3Objects({
  client,
  bucket: name,
  lockMode = 'COMPLIANCE',
  clock = systemClock,
}: StoreOptions & { client: S3Client; bucket: string }): Objects {
  const bucket: Bucket = { client, name, lockMode, clock };
  return {
    head: async (key, which = {}) => headObject(bucket, key, which),
    get: async (key, which = {}) => getObject(bucket, key, which),
    signGet: async (key, options) => signGet(bucket, key, options),
    // Nothing is looked up: a page of objects would be a call for each, and a right to read all of them.
    location: async (key, { version } = {}) => {
      checkKey(key);
      return placeOf(bucket, key, version);
    },
    list: async (options) => listPage(bucket, options),
    put: async (key, body, options = {}) => putObject(bucket, key, body, options),
    putStream: async (key, chunks, options = {}) => streamObject(bucket, key, chunks, options),
    signPut: async (key, options) => signPut(bucket, key, options),
    createUpload: async (key, options) => createUpload(bucket, key, options),
    openUploads: async (prefix) => openUploads(bucket, prefix),
    parts: async (key, uploadId) => listParts(bucket, key, uploadId),
    signPart: async (key, uploadId, options) => signPart(bucket, key, uploadId, options),
    completeUpload: async (key, uploadId, joined) => completeUpload(bucket, key, uploadId, joined),
    abortUpload: async (key, uploadId) => abortUpload(bucket, key, uploadId),
    remove: async (key, options = {}) => removeObject(bucket, key, options),
    restore: async (key, options) => restoreObject(bucket, key, options),
  };
}

/** Stands for a store that a service has no right to. */
function notNamed(store: StoreName): Objects {
  const refuse = (): never => {
    throw new Error(
      `The store ${store} is not named in this function's environment: its manifest has no right to it.`,
    );
  };
  return new Proxy({} as Objects, { get: () => async () => refuse() });
}
