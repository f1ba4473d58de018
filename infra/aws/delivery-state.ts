import type { Names, Place } from './names.ts';
import type { Statement } from './rights/statement.ts';

/** As Pulumi.yaml names the program. */
export const PROJECT = 'sessions';

/** Where Pulumi keeps the state of all stacks of an account; made by hand, once (docs/deploy.md). */
export const stateBucketArn = ({ account, region }: Pick<Place, 'account' | 'region'>): string =>
  `arn:aws:s3:::sessions-state-${account}-${region}`;

const ofState = (Sid: string, Action: readonly string[], Resource: readonly string[]): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});

/** Every stack's state can be read: it holds no secrets, and Pulumi lists the stacks to find its own. */
export const readState = (place: Place): Statement =>
  ofState(
    'ReadState',
    ['s3:GetObject', 's3:ListBucket'],
    [stateBucketArn(place), `${stateBucketArn(place)}/*`],
  );

/** A preview locks the stack while it looks. */
export const lockState = (place: Place): Statement =>
  ofState(
    'LockState',
    ['s3:PutObject', 's3:DeleteObject'],
    [`${stateBucketArn(place)}/.pulumi/locks/*/${PROJECT}/${place.stack}/*`],
  );

/** Of one's own stack, with its lock, its history and its backups. */
export const writeState = (place: Place): Statement =>
  ofState(
    'WriteState',
    ['s3:PutObject', 's3:DeleteObject'],
    ['.*', '/*'].map((end) => `${stateBucketArn(place)}/.pulumi/*/${PROJECT}/${place.stack}${end}`),
  );

/** What the program itself asks of AWS while it plans. Who it is, everybody may ask. */
export const LOOK_UP: Statement = {
  Sid: 'LookUp',
  Effect: 'Allow',
  Action: ['ec2:DescribeAvailabilityZones'],
  Resource: ['*'],
};

/** What has to be seen to say what a change would do: the state, and to which engines the search domain can go. */
export const previewStatements = (names: Names, place: Place): readonly Statement[] => [
  readState(place),
  lockState(place),
  LOOK_UP,
  {
    Sid: 'SearchUpgrades',
    Effect: 'Allow',
    Action: ['es:GetCompatibleVersions'],
    Resource: [names.domainArn],
  },
];
