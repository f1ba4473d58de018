import type { StoreName } from '../../shared/ports/objects.ts';
import type { Names, Place } from './names.ts';

/** What may pass an endpoint, whatever rights its caller has. */
export interface EndpointPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Principal: '*';
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  }[];
}

const STORES: readonly StoreName[] = ['landing', 'archive', 'results', 'ledger'];

/** Of S3: what functions, instances and signed addresses do, and nothing that changes a bucket or a version. */
export const OBJECT_ACTIONS = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:PutObject',
  's3:DeleteObject',
  's3:RestoreObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
] as const;

export const BUCKET_ACTIONS = ['s3:ListBucket', 's3:ListBucketMultipartUploads'] as const;

/** Everyone of the account, and nobody else's credentials: no one carries data out to a bucket of their own. */
const ours = ({ account }: Place) => ({ StringEquals: { 'aws:PrincipalAccount': account } });

/**
 * The platform's own stores only. Instances find no repository of packages here: their image brings the tools, and
 * images are built in a network of their own.
 */
export const s3EndpointPolicy = (names: Names, place: Place): EndpointPolicy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ObjectsOfThePlatform',
      Effect: 'Allow',
      Principal: '*',
      Action: OBJECT_ACTIONS,
      Resource: STORES.map((store) => `${names.bucketArn(store)}/*`),
      Condition: ours(place),
    },
    {
      Sid: 'BucketsOfThePlatform',
      Effect: 'Allow',
      Principal: '*',
      Action: BUCKET_ACTIONS,
      Resource: STORES.map((store) => names.bucketArn(store)),
      Condition: ours(place),
    },
  ],
});

export const snsEndpointPolicy = (names: Names, place: Place): EndpointPolicy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'EventsOfThePlatform',
      Effect: 'Allow',
      Principal: '*',
      Action: ['sns:Publish'],
      Resource: [names.topicArn],
      Condition: ours(place),
    },
  ],
});

/**
 * Calls of the account's APIs. Callers have no AWS credentials, so that nothing can be asked of them here: the API's
 * own policy admits them by this endpoint, and its authorizer by their key.
 */
export const apiEndpointPolicy = ({ account, region }: Place): EndpointPolicy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ApisOfTheAccount',
      Effect: 'Allow',
      Principal: '*',
      Action: ['execute-api:Invoke'],
      Resource: [`arn:aws:execute-api:${region}:${account}:*/*`],
    },
  ],
});
