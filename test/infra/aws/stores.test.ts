import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lifecycleOf } from '../../../infra/aws/bucket-lifecycles.ts';
import { storePolicy } from '../../../infra/aws/bucket-policies.ts';
import { makeStores } from '../../../infra/aws/stores.ts';
import { contextOf, find, json, type Made, madeBy, names } from './parts.ts';

const STORES = ['landing', 'archive', 'results', 'ledger'] as const;
const BUCKETS = [...STORES, 'logs'] as const;

let made: readonly Made[];
beforeAll(async () => {
  made = await madeBy(() =>
    makeStores(
      contextOf({
        archive: { lockMode: 'COMPLIANCE', lockYears: 7, glacierAfterDays: 2, deepArchiveAfterDays: 400 },
      }),
    ),
  );
});

const of = (kind: string, bucket: string): Made['inputs'] =>
  find(made, `aws:s3/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`, bucket);

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Principal: unknown;
  readonly Condition: Record<string, Record<string, string>>;
}
const statements = (bucket: string): readonly Statement[] =>
  json<{ Statement: readonly Statement[] }>(of('BucketPolicy', bucket).policy).Statement;
const statement = (bucket: string, sid: string): Statement => {
  const found = statements(bucket).find(({ Sid }) => Sid === sid);
  if (!found) throw new Error(`${bucket} has no statement ${sid}.`);
  return found;
};

describe('every bucket', () => {
  test.each(BUCKETS)(
    '%s is private, encrypted, versioned, owned by the account and asked over TLS 1.2 only',
    (bucket) => {
      expect(of('BucketPublicAccessBlock', bucket)).toMatchObject({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      expect(of('BucketServerSideEncryptionConfiguration', bucket).rules).toEqual([
        { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
      ]);
      expect(of('BucketVersioning', bucket).versioningConfiguration).toEqual({ status: 'Enabled' });
      expect(of('BucketOwnershipControls', bucket).rule).toEqual({ objectOwnership: 'BucketOwnerEnforced' });
      const arn = `arn:aws:s3:::${String(of('Bucket', bucket).bucket)}`;
      const all = { Effect: 'Deny', Principal: '*', Resource: [arn, `${arn}/*`] };
      expect(statement(bucket, 'TlsOnly')).toMatchObject({
        ...all,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      expect(statement(bucket, 'Tls12OrNewer')).toMatchObject({
        ...all,
        Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      });
      expect(of('Bucket', bucket).forceDestroy).toBe(false);
    },
  );

  test.each(BUCKETS)('%s gives up uploads that nobody ended, after a week', (bucket) => {
    expect(of('BucketLifecycleConfiguration', bucket).rules).toContainEqual({
      id: 'unfinished-uploads',
      status: 'Enabled',
      filter: {},
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    });
  });

  test.each(STORES)('%s logs who asked for what, into the log bucket', (store) => {
    expect(of('BucketLogging', store)).toEqual({
      bucket: names.bucket(store),
      targetBucket: names.logBucket,
      targetPrefix: `access/${store}/`,
    });
  });

  test('allows nothing to anybody by its policy, but logs to the log bucket', () => {
    const allowing = BUCKETS.filter((bucket) => statements(bucket).some(({ Effect }) => Effect === 'Allow'));
    expect(allowing).toEqual(['logs']);
  });
});

describe('the archive', () => {
  test('is locked from the moment it is written, as the configuration says', () => {
    expect(of('Bucket', 'archive').objectLockEnabled).toBe(true);
    expect(of('BucketObjectLockConfiguration', 'archive').rule).toEqual({
      defaultRetention: { mode: 'COMPLIANCE', years: 7 },
    });
    for (const bucket of BUCKETS.filter((each) => each !== 'archive'))
      expect([bucket, of('Bucket', bucket).objectLockEnabled]).toEqual([bucket, false]);
  });

  test('refuses what creates an object without If-None-Match, and not the parts of an upload', () => {
    expect(statement('archive', 'WrittenOnce')).toEqual({
      Sid: 'WrittenOnce',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `${names.bucketArn('archive')}/*`,
      Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    });
    expect(STORES.filter((store) => statements(store).some(({ Sid }) => Sid === 'WrittenOnce'))).toEqual([
      'archive',
    ]);
  });

  test('grows colder: Glacier Instant Retrieval, then Deep Archive, for what S3 moves at all', () => {
    expect(of('BucketLifecycleConfiguration', 'archive').rules).toContainEqual({
      id: 'colder',
      status: 'Enabled',
      filter: { objectSizeGreaterThan: 131_072 },
      transitions: [
        { days: 2, storageClass: 'GLACIER_IR' },
        { days: 400, storageClass: 'DEEP_ARCHIVE' },
      ],
    });
  });

  test('loses no version and no lock, whatever rights a role has', () => {
    const exceptRoot = { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::000000000000:root' } };
    expect(statement('archive', 'VersionsStay')).toMatchObject({
      Effect: 'Deny',
      Action: 's3:DeleteObjectVersion',
      Condition: exceptRoot,
    });
    expect(statement('archive', 'LocksStay')).toMatchObject({
      Effect: 'Deny',
      Action: ['s3:BypassGovernanceRetention', 's3:PutObjectRetention', 's3:PutObjectLegalHold'],
      Condition: exceptRoot,
    });
  });
});

describe('as time passes', () => {
  test('nothing current ever expires but logs', () => {
    for (const bucket of BUCKETS) {
      const days = lifecycleOf(bucket, contextOf().config).flatMap(
        ({ expiration }) => expiration?.days ?? [],
      );
      expect([bucket, days]).toEqual([bucket, bucket === 'logs' ? [30] : []]);
    }
  });

  test('results and the ledger stay readable at once', () => {
    for (const store of ['results', 'ledger', 'landing'] as const) {
      const classes = lifecycleOf(store, contextOf().config).flatMap(({ transitions = [] }) =>
        transitions.map(({ storageClass }) => storageClass),
      );
      expect(classes.filter((each) => each.includes('ARCHIVE') || each.includes('GLACIER'))).toEqual([]);
    }
  });

  test('S3 watches results from the first day, but those that it would bill as larger than they are', () => {
    const moving = lifecycleOf('results', contextOf().config).filter(({ transitions }) => transitions);
    expect(moving).toEqual([
      {
        id: 'watched',
        status: 'Enabled',
        filter: { objectSizeGreaterThan: 128 * 1024 },
        transitions: [{ days: 0, storageClass: 'INTELLIGENT_TIERING' }],
      },
    ]);
  });

  test('the history of records is kept: only folders that are rewritten all the time forget', () => {
    const forgetting = lifecycleOf('ledger', contextOf().config).flatMap(
      ({ filter, noncurrentVersionExpiration }) => (noncurrentVersionExpiration ? [filter.prefix] : []),
    );
    expect(forgetting).toEqual(['bus/', 'instances/', 'outbox/', 'uploads/']);
    expect(statements('ledger').some(({ Sid }) => Sid === 'VersionsStay')).toBe(true);
  });

  test('every version of the archive is kept, whatever the configuration', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 90, max: 1000 }),
        (glacierAfterDays, later) => {
          const archive = {
            lockMode: 'GOVERNANCE' as const,
            lockYears: 1,
            glacierAfterDays,
            deepArchiveAfterDays: glacierAfterDays + later,
          };
          const rules = lifecycleOf('archive', contextOf({ archive }).config);
          expect(rules.some(({ noncurrentVersionExpiration }) => noncurrentVersionExpiration)).toBe(false);
          expect(rules.some(({ expiration }) => expiration?.days !== undefined)).toBe(false);
        },
      ),
    );
  });
});

describe('the log bucket', () => {
  test('takes logs from this account’s own stores, trail and network, each into its folder', () => {
    const allowed = statements('logs').filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.map(({ Principal, Action, Resource }) => [Principal, Action, Resource])).toEqual([
      [{ Service: 'logging.s3.amazonaws.com' }, 's3:PutObject', `arn:aws:s3:::${names.logBucket}/access/*`],
      [{ Service: 'cloudtrail.amazonaws.com' }, 's3:GetBucketAcl', `arn:aws:s3:::${names.logBucket}`],
      [{ Service: 'cloudtrail.amazonaws.com' }, 's3:PutObject', `arn:aws:s3:::${names.logBucket}/trail/*`],
      [{ Service: 'delivery.logs.amazonaws.com' }, 's3:GetBucketAcl', `arn:aws:s3:::${names.logBucket}`],
      [{ Service: 'delivery.logs.amazonaws.com' }, 's3:PutObject', `arn:aws:s3:::${names.logBucket}/flow/*`],
    ]);
    for (const { Condition } of allowed) {
      expect(Condition.StringEquals).toEqual({ 'aws:SourceAccount': '000000000000' });
      expect(Condition.ArnLike).toHaveProperty(['aws:SourceArn']);
    }
  });
});

test('a policy never names a principal of its own: roles are free to change', () => {
  for (const store of STORES)
    for (const { Principal } of storePolicy(store, contextOf()).Statement) expect(Principal).toBe('*');
});
