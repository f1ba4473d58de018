import type { Resource } from '../../graph/graph.ts';
import { type Assertion, accompanied, at, each, list, none } from '../assertion.ts';
import { actionsOf, statementsOf } from '../documents.ts';
import { tlsOnly } from '../statements.ts';

const BUCKET = 'aws:s3/bucket:Bucket';
const companion = (kind: string): string => `aws:s3/${kind[0]?.toLowerCase()}${kind.slice(1)}:${kind}`;

interface Rule {
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation?: number };
  readonly noncurrentVersionExpiration?: object;
}
const rulesOf = (lifecycle: Resource): readonly Rule[] => list(at(lifecycle, 'rules')) as readonly Rule[];

const isArchive = ({ inputs }: Resource): boolean => /-archive-\d/.test(String(inputs.bucket));

export const stores: readonly Assertion[] = [
  {
    id: 's3-public-access-blocked',
    title: 'Every bucket blocks public access in all four ways',
    why: 'One wrong policy or ACL would show recordings of people to everybody.',
    like: 'Checkov CKV_AWS_53 to 56, CIS 2.1.4, FSBP S3.8',
    check: accompanied(BUCKET, companion('BucketPublicAccessBlock'), 'bucket', (block) => {
      const open = [
        'blockPublicAcls',
        'blockPublicPolicy',
        'ignorePublicAcls',
        'restrictPublicBuckets',
      ].filter((key) => at(block, key) !== true);
      return open.length > 0 ? `leaves ${open.join(', ')} off` : undefined;
    }),
  },
  {
    id: 's3-encrypted',
    title: 'Every bucket says how it encrypts at rest',
    why: 'A default that nobody wrote down is not noticed when it changes.',
    like: 'Checkov CKV_AWS_19, tfsec aws-s3-enable-bucket-encryption',
    check: accompanied(
      BUCKET,
      companion('BucketServerSideEncryptionConfiguration'),
      'bucket',
      (encryption) => {
        const algorithm = at(encryption, 'rules.0.applyServerSideEncryptionByDefault.sseAlgorithm');
        return ['AES256', 'aws:kms', 'aws:kms:dsse'].includes(String(algorithm))
          ? undefined
          : 'names no algorithm';
      },
    ),
  },
  {
    id: 's3-tls-only',
    title: 'Every bucket refuses requests without TLS',
    why: 'Signed addresses and recordings could be read on the way.',
    like: 'CIS 2.1.1, FSBP S3.5, Prowler s3_bucket_secure_transport_policy',
    check: tlsOnly(BUCKET, 'bucket'),
  },
  {
    id: 's3-versioned',
    title: 'Every bucket keeps older versions',
    why: 'What is overwritten or deleted by mistake can be brought back; object lock needs it.',
    like: 'Checkov CKV_AWS_21, FSBP S3.14',
    check: accompanied(BUCKET, companion('BucketVersioning'), 'bucket', (versioning) =>
      at(versioning, 'versioningConfiguration.status') === 'Enabled'
        ? undefined
        : 'versioning is not enabled',
    ),
  },
  {
    id: 's3-archive-locked',
    title: 'The archive locks its objects for years',
    why: 'Raw recordings exist once. Neither a person nor a program may delete them early.',
    like: 'FSBP S3.15, Prowler s3_bucket_object_lock',
    check: (graph) => {
      const locks = graph.resources.filter(({ type }) => type === companion('BucketObjectLockConfiguration'));
      return each(BUCKET, (bucket) => {
        if (!isArchive(bucket)) return undefined;
        if (at(bucket, 'objectLockEnabled') !== true) return 'was made without object lock';
        const lock = locks.find((one) => at(one, 'bucket') === bucket.inputs.bucket);
        const years = lock && Number(at(lock, 'rule.defaultRetention.years'));
        return years && years >= 1 ? undefined : 'has no default retention in years';
      })(graph);
    },
  },
  {
    id: 's3-archive-written-once',
    title: 'The archive refuses to overwrite an object',
    why: 'A version that nobody reads is lost as surely as a deleted one: the manifest names what was committed.',
    like: 'own; AWS: enforce conditional writes with s3:if-none-match',
    check: (graph) =>
      each(BUCKET, (bucket) => {
        if (!isArchive(bucket)) return undefined;
        const guarded = statementsOf(graph).some(
          ({ resource, statement }) =>
            at(resource, 'bucket') === bucket.inputs.bucket &&
            statement.Effect === 'Deny' &&
            actionsOf(statement).includes('s3:PutObject') &&
            JSON.stringify(statement.Condition ?? {}).includes('s3:if-none-match'),
        );
        return guarded ? undefined : 'takes writes without If-None-Match';
      })(graph),
  },
  {
    id: 's3-acls-off',
    title: 'Bucket owners own every object, and there are no ACLs',
    why: 'ACLs are a second way to give rights that policies do not show.',
    like: 'Checkov CKV2_AWS_65, FSBP S3.12',
    check: (graph) => [
      ...accompanied(BUCKET, companion('BucketOwnershipControls'), 'bucket', (ownership) =>
        at(ownership, 'rule.objectOwnership') === 'BucketOwnerEnforced' ? undefined : 'allows ACLs',
      )(graph),
      ...none([companion('BucketAcl')], 'sets an ACL')(graph),
    ],
  },
  {
    id: 's3-access-logged',
    title: 'Every bucket logs who asked for what',
    why: 'Without it nobody can tell afterwards what was read.',
    like: 'Checkov CKV_AWS_18, FSBP S3.9',
    check: accompanied(BUCKET, companion('BucketLogging'), 'bucket'),
  },
  {
    id: 's3-uploads-aborted',
    title: 'Every bucket clears away uploads that were never completed',
    why: 'Their parts are billed and nobody sees them.',
    like: 'Checkov CKV_AWS_300, FSBP S3.13',
    check: accompanied(BUCKET, companion('BucketLifecycleConfiguration'), 'bucket', (lifecycle) =>
      rulesOf(lifecycle).some((rule) => rule.abortIncompleteMultipartUpload !== undefined)
        ? undefined
        : 'no rule aborts incomplete uploads',
    ),
  },
  {
    id: 's3-old-versions-expire',
    title: 'Versions that were replaced expire, except where they are locked',
    why: 'Small documents change often; every old version would be kept and billed for ever.',
    like: 'FSBP S3.10',
    check: (graph) =>
      accompanied(BUCKET, companion('BucketLifecycleConfiguration'), 'bucket', (lifecycle) =>
        /-archive-\d/.test(String(at(lifecycle, 'bucket'))) ||
        rulesOf(lifecycle).some((rule) => rule.noncurrentVersionExpiration !== undefined)
          ? undefined
          : 'old versions are never removed',
      )(graph),
  },
  {
    id: 's3-truth-protected',
    title: 'The archive and the ledger can’t be deleted by the program',
    why: 'They are the truth; everything else can be made again from them.',
    like: 'own; Pulumi protect, Terraform prevent_destroy',
    check: each(BUCKET, ({ inputs, protect }) =>
      /-(archive|ledger)-\d/.test(String(inputs.bucket)) && !protect ? 'is not protected' : undefined,
    ),
  },
  {
    id: 's3-not-emptied',
    title: 'No bucket may be emptied to be deleted',
    why: '`pulumi destroy` must not take the recordings with it.',
    like: 'own; Terraform force_destroy checks',
    check: each(BUCKET, (bucket) => (at(bucket, 'forceDestroy') === true ? 'has forceDestroy' : undefined)),
  },
];
