import { trailName } from './bucket-policies.ts';
import { providerArn } from './delivery-trust.ts';
import type { Names, Place } from './names.ts';
import type { Statement } from './rights/statement.ts';

/** The roles that runs on GitHub take on. They have no boundary, and nobody but a person changes them. */
export const DELIVERY_ROLES = ['deploy', 'preview'] as const;

const STORES = ['landing', 'archive', 'results', 'ledger'] as const;

/** Whatever would change a role, a policy or a provider of tokens; by families, the stronger the more they name. */
const RIGHTS_CHANGES = [
  'iam:Add*',
  'iam:Attach*',
  'iam:Create*',
  'iam:Delete*',
  'iam:Detach*',
  'iam:PassRole',
  'iam:Put*',
  'iam:Remove*',
  'iam:Set*',
  'iam:Tag*',
  'iam:Untag*',
  'iam:Update*',
];

/**
 * What must survive every mistake in a program, or in whoever made it deploy one: denied on top of all that is
 * allowed, and done by a person where it has to be done.
 */
export function deliveryDenials(names: Names, place: Place): readonly Statement[] {
  const { platform } = names;
  const iam = (resource: string): string => `arn:aws:iam::${place.account}:${resource}`;
  const stores = STORES.map(names.bucketArn);
  const buckets = [...stores, `arn:aws:s3:::${names.logBucket}`];
  const deny = (Sid: string, Action: readonly string[], Resource: readonly string[]): Statement => ({
    Sid,
    Effect: 'Deny',
    Action,
    Resource,
  });
  return [
    deny(
      'NeverTheBytesOfSessions',
      [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:PutObject',
        's3:RestoreObject',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:BypassGovernanceRetention',
        's3:PutObjectRetention',
        's3:PutObjectLegalHold',
        's3:DeleteBucket',
      ],
      [...buckets, ...buckets.map((bucket) => `${bucket}/*`)],
    ),
    // Who may read a store, whether it keeps versions, and when it lets go of them.
    deny(
      'NeverTheGuardsOfStores',
      [
        's3:DeleteBucketPolicy',
        's3:PutBucketObjectLockConfiguration',
        's3:PutBucketOwnershipControls',
        's3:PutBucketPolicy',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketVersioning',
        's3:PutLifecycleConfiguration',
      ],
      stores,
    ),
    deny(
      'NeverTheTrail',
      [
        'cloudtrail:DeleteTrail',
        'cloudtrail:PutEventSelectors',
        'cloudtrail:StopLogging',
        'cloudtrail:UpdateTrail',
      ],
      [`arn:aws:cloudtrail:${place.region}:${place.account}:trail/${trailName(names)}`],
    ),
    deny('NeverTheSecrets', ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], ['*']),
    deny('NeverItsOwnRights', RIGHTS_CHANGES, [
      ...DELIVERY_ROLES.map(names.roleArn),
      iam(`policy/${platform}-*`),
      providerArn(place),
    ]),
    deny('NeverWithoutBoundary', ['iam:DeleteRolePermissionsBoundary'], ['*']),
  ];
}
