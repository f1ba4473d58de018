import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { checkPageLimit, MAX_PAGE } from '../../../ports/object-limits.ts';
import type { ListedObject, ObjectPage } from '../../../ports/objects.ts';
import { storageClassOf } from './attributes.ts';
import { type Bucket, placeOf } from './bucket.ts';
import { asking } from './errors.ts';

/** The last character that there is: hardly a key of a folder comes after it. */
const LAST = '\u{10FFFF}';

export interface ListOptions {
  readonly prefix: string;
  readonly delimiter?: '/';
  readonly after?: string;
  readonly limit?: number;
}

type Entry = { readonly name: string } & ({ readonly object: ListedObject } | { readonly folder: true });

/** One page of a listing. */
export async function listPage(bucket: Bucket, options: ListOptions): Promise<ObjectPage> {
  const limit = options.limit ?? MAX_PAGE;
  checkPageLimit(limit);
  const entries: Entry[] = [];
  let more = true;
  for (let token: string | undefined; more && entries.length < limit; ) {
    const answer = await ask(bucket, options, limit - entries.length, token);
    entries.push(...entriesOf(answer).filter(({ name }) => !isIn(name, options.after)));
    token = answer.NextContinuationToken;
    more = answer.IsTruncated === true && token !== undefined;
  }
  const last = entries.at(-1);
  return {
    objects: entries.flatMap((entry) => ('object' in entry ? [entry.object] : [])),
    prefixes: entries.flatMap((entry) => ('folder' in entry ? [entry.name] : [])),
    ...(more && last && { next: last.name }),
  };
}

const ask = (
  bucket: Bucket,
  { prefix, delimiter, after }: ListOptions,
  limit: number,
  token: string | undefined,
): Promise<ListObjectsV2CommandOutput> =>
  asking(
    placeOf(bucket, prefix),
    bucket.client.send(
      new ListObjectsV2Command({
        Bucket: bucket.name,
        Prefix: prefix,
        Delimiter: delimiter,
        MaxKeys: limit,
        ContinuationToken: token,
        StartAfter: after?.endsWith('/') ? `${after}${LAST}` : after,
      }),
    ),
  );

/** Keys and folded prefixes in one order, that of their UTF-8 bytes, in which S3 cuts its pages. */
function entriesOf({ Contents = [], CommonPrefixes = [] }: ListObjectsV2CommandOutput): Entry[] {
  const objects = Contents.map(({ Key = '', ETag = '', Size = 0, LastModified, StorageClass }) => ({
    name: Key,
    object: {
      key: Key,
      etag: ETag,
      size: Size,
      // To the second, as HEAD has it.
      modified: Math.floor((LastModified?.getTime() ?? 0) / 1_000) * 1_000,
      storageClass: storageClassOf(StorageClass),
    },
  }));
  const folders = CommonPrefixes.map(({ Prefix = '' }) => ({ name: Prefix, folder: true as const }));
  return [...objects, ...folders].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

/** A page may end with a folder: the next one begins behind everything in it. */
const isIn = (name: string, after: string | undefined): boolean =>
  after?.endsWith('/') === true && name.startsWith(after);
