import {
  CreateBucketCommand,
  type NotificationConfiguration,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { type Deployers, NOTHING } from './deployer.ts';

export const s3: Deployers = {
  'aws:s3/bucket:Bucket': async (inputs, { s3: client }) => {
    await client.send(
      new CreateBucketCommand({
        Bucket: inputs.bucket,
        ObjectLockEnabledForBucket: inputs.objectLockEnabled,
      }),
    );
    return NOTHING;
  },
  'aws:s3/bucketVersioning:BucketVersioning': async ({ bucket, versioningConfiguration }, { s3: client }) => {
    const VersioningConfiguration = { Status: versioningConfiguration.status };
    await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
    return NOTHING;
  },
  'aws:s3/bucketPolicy:BucketPolicy': async ({ bucket, policy }, { s3: client }) => {
    await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }));
    return NOTHING;
  },
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': async (inputs, { s3: client }) => {
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: inputs.blockPublicAcls,
      BlockPublicPolicy: inputs.blockPublicPolicy,
      IgnorePublicAcls: inputs.ignorePublicAcls,
      RestrictPublicBuckets: inputs.restrictPublicBuckets,
    };
    await client.send(
      new PutPublicAccessBlockCommand({ Bucket: inputs.bucket, PublicAccessBlockConfiguration }),
    );
    return NOTHING;
  },
  'aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration': async ({ bucket, rule }, clients) => {
    const { mode, days, years } = rule.defaultRetention;
    await clients.s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket: bucket,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: mode, Days: days, Years: years } },
        },
      }),
    );
    return NOTHING;
  },
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': async ({ bucket, rules }, clients) => {
    await clients.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: bucket,
        LifecycleConfiguration: { Rules: rules.map(lifecycleRule) },
      }),
    );
    return NOTHING;
  },
  'aws:s3/bucketNotification:BucketNotification': async ({ bucket, queues }, { s3: client }) => {
    const QueueConfigurations: NotificationConfiguration['QueueConfigurations'] = (queues ?? []).map(
      // biome-ignore lint/suspicious/noExplicitAny: as in deployer.ts.
      (queue: any) => ({
        QueueArn: queue.queueArn,
        Events: queue.events,
        Filter: {
          Key: {
            FilterRules: [
              ...(queue.filterPrefix ? [{ Name: 'prefix', Value: queue.filterPrefix }] : []),
              ...(queue.filterSuffix ? [{ Name: 'suffix', Value: queue.filterSuffix }] : []),
            ],
          },
        },
      }),
    );
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: { QueueConfigurations },
      }),
    );
    return NOTHING;
  },
};

// biome-ignore lint/suspicious/noExplicitAny: as in deployer.ts.
function lifecycleRule(rule: any) {
  const {
    id,
    status,
    filter,
    transitions,
    noncurrentVersionExpiration,
    abortIncompleteMultipartUpload,
    expiration,
  } = rule;
  return {
    ID: id,
    Status: status,
    Filter: { Prefix: filter?.prefix ?? '' },
    ...(transitions && {
      Transitions: transitions.map((each: { days: number; storageClass: string }) => ({
        Days: each.days,
        StorageClass: each.storageClass,
      })),
    }),
    ...(noncurrentVersionExpiration && {
      NoncurrentVersionExpiration: { NoncurrentDays: noncurrentVersionExpiration.noncurrentDays },
    }),
    ...(abortIncompleteMultipartUpload && {
      AbortIncompleteMultipartUpload: {
        DaysAfterInitiation: abortIncompleteMultipartUpload.daysAfterInitiation,
      },
    }),
    ...(expiration?.expiredObjectDeleteMarker && { Expiration: { ExpiredObjectDeleteMarker: true } }),
    ...(expiration?.days && { Expiration: { Days: expiration.days } }),
  };
}
