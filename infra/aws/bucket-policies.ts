import type { StoreName } from '../../shared/ports/objects.ts';
import type { Names, Place } from './names.ts';

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition: Condition;
}

export interface BucketPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

interface Given {
  readonly names: Names;
  readonly place: Place;
}

/** Folders of the log bucket. */
export const LOG_FOLDERS = { access: 'access', trail: 'trail', flow: 'flow' } as const;

export const trailName = (names: Names): string => `${names.platform}-archive`;

const deny = (
  Sid: string,
  Action: string | readonly string[],
  Resource: string | readonly string[],
  Condition: Condition,
): Statement => ({ Sid, Effect: 'Deny', Principal: '*', Action, Resource, Condition });

/** Nobody speaks to a bucket without TLS, nor with a version of it that is broken. */
const tlsOnly = (bucketArn: string): readonly Statement[] => {
  const all = [bucketArn, `${bucketArn}/*`];
  return [
    deny('TlsOnly', 's3:*', all, { Bool: { 'aws:SecureTransport': 'false' } }),
    deny('Tls12OrNewer', 's3:*', all, { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
  ];
};

/**
 * Written once. What creates an object must say that there is none: creating a multipart upload and sending its parts
 * can't say so, completing it can. No object can be copied in whole either: S3 answers CopyObject with 403 or 501, so
 * that copies go by UploadPartCopy.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
const writtenOnce = (bucketArn: string): Statement =>
  deny('WrittenOnce', 's3:PutObject', `${bucketArn}/*`, {
    Null: { 's3:if-none-match': 'true' },
    Bool: { 's3:ObjectCreationOperation': 'true' },
  });

/** Every version stays, whatever rights are given elsewhere; the root user alone can, where no lock forbids it. */
const versionsStay = (bucketArn: string, { account }: Place): Statement =>
  deny('VersionsStay', 's3:DeleteObjectVersion', `${bucketArn}/*`, {
    ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:root` },
  });

const locksStay = (bucketArn: string, { account }: Place): Statement =>
  deny(
    'LocksStay',
    ['s3:BypassGovernanceRetention', 's3:PutObjectRetention', 's3:PutObjectLegalHold'],
    `${bucketArn}/*`,
    { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:root` } },
  );

/** What is forbidden for all in a store; what is allowed stands in the roles. */
export function storePolicy(store: StoreName, { names, place }: Given): BucketPolicy {
  const arn = names.bucketArn(store);
  const more: Readonly<Record<StoreName, readonly Statement[]>> = {
    landing: [],
    archive: [writtenOnce(arn), versionsStay(arn, place), locksStay(arn, place)],
    results: [],
    ledger: [versionsStay(arn, place)],
  };
  return { Version: '2012-10-17', Statement: [...tlsOnly(arn), ...more[store]] };
}

/** The log bucket takes logs of this account's own stores, trail and network, each into its folder. */
export function logPolicy({ names, place }: Given): BucketPolicy {
  const { account, region } = place;
  const arn = `arn:aws:s3:::${names.logBucket}`;
  const allow = (
    Sid: string,
    service: string,
    action: string,
    resource: string,
    source: readonly string[],
  ): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action,
    Resource: resource,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': source },
    },
  });
  const stores = (['landing', 'archive', 'results', 'ledger'] as const).map((store) =>
    names.bucketArn(store),
  );
  const trail = [`arn:aws:cloudtrail:${region}:${account}:trail/${trailName(names)}`];
  const flow = [`arn:aws:logs:${region}:${account}:*`];
  const { access: accessFolder, trail: trailFolder, flow: flowFolder } = LOG_FOLDERS;
  return {
    Version: '2012-10-17',
    Statement: [
      ...tlsOnly(arn),
      allow('AccessLogs', 'logging.s3.amazonaws.com', 's3:PutObject', `${arn}/${accessFolder}/*`, stores),
      allow('TrailLooks', 'cloudtrail.amazonaws.com', 's3:GetBucketAcl', arn, trail),
      allow('TrailWrites', 'cloudtrail.amazonaws.com', 's3:PutObject', `${arn}/${trailFolder}/*`, trail),
      allow('FlowLogsLook', 'delivery.logs.amazonaws.com', 's3:GetBucketAcl', arn, flow),
      allow('FlowLogs', 'delivery.logs.amazonaws.com', 's3:PutObject', `${arn}/${flowFolder}/*`, flow),
    ],
  };
}
