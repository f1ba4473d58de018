import { of, type Takes } from './takes.ts';

const s3 = of('s3');
const sns = of('sns');
const sqs = of('sqs');

/** Buckets, topics, queues and secrets: never what is in them. */
export const STORES: Readonly<Record<string, Takes>> = {
  'aws:s3/bucket:Bucket': {
    // All that the provider reads of a bucket, whatever was made of it.
    buckets: s3(
      'CreateBucket',
      'DeleteBucket',
      'GetAccelerateConfiguration',
      'GetBucketAcl',
      'GetBucketCORS',
      'GetBucketLogging',
      'GetBucketObjectLockConfiguration',
      'GetBucketPolicy',
      'GetBucketRequestPayment',
      'GetBucketTagging',
      'GetBucketVersioning',
      'GetBucketWebsite',
      'GetEncryptionConfiguration',
      'GetLifecycleConfiguration',
      'GetReplicationConfiguration',
      'ListBucket',
      'ListTagsForResource',
      'PutBucketObjectLockConfiguration',
      'PutBucketTagging',
      'PutBucketVersioning',
      'TagResource',
      'UntagResource',
    ),
  },
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': {
    buckets: s3('GetLifecycleConfiguration', 'PutLifecycleConfiguration'),
  },
  'aws:s3/bucketLogging:BucketLogging': { buckets: s3('GetBucketLogging', 'PutBucketLogging') },
  'aws:s3/bucketNotification:BucketNotification': {
    buckets: s3('GetBucketNotification', 'PutBucketNotification'),
  },
  'aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration': {
    buckets: s3('GetBucketObjectLockConfiguration', 'PutBucketObjectLockConfiguration'),
  },
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': {
    buckets: s3('GetBucketOwnershipControls', 'PutBucketOwnershipControls'),
  },
  'aws:s3/bucketPolicy:BucketPolicy': {
    buckets: s3('DeleteBucketPolicy', 'GetBucketPolicy', 'PutBucketPolicy'),
  },
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': {
    buckets: s3('GetBucketPublicAccessBlock', 'PutBucketPublicAccessBlock'),
  },
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': {
    buckets: s3('GetEncryptionConfiguration', 'PutEncryptionConfiguration'),
  },
  'aws:s3/bucketVersioning:BucketVersioning': { buckets: s3('GetBucketVersioning', 'PutBucketVersioning') },

  'aws:sns/topic:Topic': {
    topics: sns(
      'CreateTopic',
      'DeleteTopic',
      'GetTopicAttributes',
      'ListTagsForResource',
      'SetTopicAttributes',
      'TagResource',
      'UntagResource',
    ),
  },
  'aws:sns/topicPolicy:TopicPolicy': { topics: sns('GetTopicAttributes', 'SetTopicAttributes') },
  'aws:sns/topicSubscription:TopicSubscription': {
    topics: sns('ListSubscriptionsByTopic', 'Subscribe'),
    everywhere: sns('GetSubscriptionAttributes', 'SetSubscriptionAttributes', 'Unsubscribe'),
  },

  'aws:sqs/queue:Queue': {
    queues: sqs(
      'CreateQueue',
      'DeleteQueue',
      'GetQueueAttributes',
      'GetQueueUrl',
      'ListQueueTags',
      'SetQueueAttributes',
      'TagQueue',
      'UntagQueue',
    ),
  },
  'aws:sqs/queuePolicy:QueuePolicy': { queues: sqs('GetQueueAttributes', 'SetQueueAttributes') },

  'aws:secretsmanager/secret:Secret': {
    secrets: of('secretsmanager')(
      'CreateSecret',
      'DeleteSecret',
      'DescribeSecret',
      'GetResourcePolicy',
      'TagResource',
      'UntagResource',
      'UpdateSecret',
    ),
  },
};
