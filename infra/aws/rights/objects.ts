import type { ObjectRight, StoreName } from '../../../shared/ports/objects.ts';
import type { Area, Uses } from '../../../shared/service/define.ts';
import { placeOf } from '../../../shared/service/wire.ts';
import type { Names } from '../names.ts';
import { type Statement, sidOf } from './statement.ts';

type Granted = NonNullable<Uses['objects']>;
type Bucket = Pick<Names, 'bucketArn'>;

/**
 * Rights on objects, area by area. Nobody gets s3:DeleteObjectVersion, s3:PutObjectRetention or
 * s3:BypassGovernanceRetention: removing hides a key behind a delete marker, and locks come from the bucket.
 */
export function objectStatements(objects: Granted, names: Bucket): readonly Statement[] {
  const areas = Object.entries(objects) as [Area, readonly ObjectRight[]][];
  return [
    ...areas.flatMap(([area, rights]) => areaStatements(area, new Set(rights), names)),
    ...missingKeys(areas, names),
  ];
}

function areaStatements(area: Area, rights: ReadonlySet<ObjectRight>, names: Bucket): Statement[] {
  const sid = sidOf(area);
  const { store, prefix } = placeOf(area);
  const bucket = [names.bucketArn(store)];
  const keys = [`${names.bucketArn(store)}/${keysOf(area)}`];
  const allow = (name: string, Action: readonly string[], Resource = keys): Statement => ({
    Sid: sid + name,
    Effect: 'Allow',
    Action,
    Resource,
  });
  return [
    ...(rights.has('read') ? [allow('Read', ['s3:GetObject', 's3:GetObjectVersion'])] : []),
    ...(rights.has('list')
      ? [{ ...allow('List', ['s3:ListBucket'], bucket), ...(prefix !== '' && within(prefix)) }]
      : []),
    ...(WRITING.some((right) => rights.has(right)) ? [allow('Write', putActions(rights))] : []),
    // By keys there is no limit to it: S3 knows no condition on the prefix of unfinished uploads.
    ...(rights.has('multipart') ? [allow('OpenUploads', ['s3:ListBucketMultipartUploads'], bucket)] : []),
    ...(rights.has('remove') ? [allow('Remove', ['s3:DeleteObject'])] : []),
    ...(rights.has('restore') ? [allow('Restore', ['s3:RestoreObject'])] : []),
  ];
}

/** A signed address can do what its signer may. */
const WRITING: readonly ObjectRight[] = ['write', 'address', 'multipart'];

/** Creating, sending parts and completing are s3:PutObject. What a stream began and could not end is aborted. */
const putActions = (rights: ReadonlySet<ObjectRight>): string[] => [
  's3:PutObject',
  ...(rights.has('write') || rights.has('multipart') ? ['s3:AbortMultipartUpload'] : []),
  ...(rights.has('multipart') ? ['s3:ListMultipartUploadParts'] : []),
];

/** Keys of an area as IAM matches them: its `*` also matches slashes. */
function keysOf(area: Area): string {
  const { prefix, only } = placeOf(area);
  return only ? '*/raw/*' : `${prefix}*`;
}

const within = (prefix: string): Pick<Statement, 'Condition'> => ({
  Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
});

/**
 * S3 says 404 for a key that is not there only to who may list the bucket, and 403 to all others; services have to
 * tell the two apart. A request for an object has no `s3:prefix`, a listing as our clients send it always has one:
 * so this gives the answer, and no listing of an area that the manifest does not name.
 */
function missingKeys(areas: readonly [Area, readonly ObjectRight[]][], names: Bucket): Statement[] {
  const read = areas.filter(([, rights]) => rights.includes('read'));
  const stores = [...new Set(read.map(([area]): StoreName => placeOf(area).store))];
  if (stores.length === 0) return [];
  return [
    {
      Sid: 'MissingKeysAre404',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: stores.map((store) => names.bucketArn(store)),
      Condition: { Null: { 's3:prefix': 'true' } },
    },
  ];
}
