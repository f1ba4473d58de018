import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boundaryStatements } from '../../../infra/aws/boundary-policy.ts';
import { deployCore, deployPolicies } from '../../../infra/aws/delivery-policy.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import { policyDocument, type Statement } from '../../../infra/aws/rights/statement.ts';
import { ACCOUNT, type Emulator, REGION, startEmulator } from '../../setup/emulator/start.ts';
import { exampleConfig } from './example-config.ts';

const place = { stack: 'dev', account: ACCOUNT, region: REGION };
const names = namesOf(place);
const context = { config: exampleConfig(), place, names };
const ANYTHING: Statement = { Sid: 'Anything', Effect: 'Allow', Action: ['*'], Resource: ['*'] };

let emulator: Emulator;
let root: IAMClient;
let stores: S3Client;

beforeAll(async () => {
  emulator = await startEmulator({ enforceIam: true });
  root = new IAMClient(emulator.root);
  stores = new S3Client({ ...emulator.root, forcePathStyle: true });
  await root.send(
    new CreatePolicyCommand({
      PolicyName: names.boundary,
      PolicyDocument: policyDocument(boundaryStatements(context)),
    }),
  );
  for (const Bucket of [names.bucket('ledger'), names.logBucket]) {
    await stores.send(new CreateBucketCommand({ Bucket }));
    await stores.send(new PutObjectCommand({ Bucket, Key: 'one', Body: '1' }));
  }
}, 60_000);
afterAll(async () => {
  root.destroy();
  stores.destroy();
  await emulator.stop();
});

/** Somebody with these policies, as clients are given them. */
async function somebody(
  UserName: string,
  policies: Readonly<Record<string, readonly Statement[]>>,
  PermissionsBoundary?: string,
) {
  await root.send(new CreateUserCommand({ UserName, ...(PermissionsBoundary && { PermissionsBoundary }) }));
  for (const [PolicyName, statements] of Object.entries(policies))
    await root.send(
      new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: policyDocument(statements) }),
    );
  const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  };
  return { ...emulator.root, credentials };
}

const REFUSED = /AccessDenied|not authorized/i;

// Its rights on roles hang on a condition that the emulator takes for absent: delivery.test.ts judges those.
describe('whoever deploys, asking IAM', () => {
  let sqs: SQSClient;
  let s3: S3Client;

  beforeAll(async () => {
    const deployer = await somebody('deployer', { ...deployPolicies(context), core: deployCore(context) });
    sqs = new SQSClient(deployer);
    s3 = new S3Client({ ...deployer, forcePathStyle: true });
  });
  afterAll(() => {
    for (const client of [sqs, s3]) client.destroy();
  });

  test('makes queues of the stack, and no others', async () => {
    await expect(sqs.send(new CreateQueueCommand({ QueueName: names.queue('new') }))).resolves.toBeDefined();
    await expect(sqs.send(new CreateQueueCommand({ QueueName: 'theirs' }))).rejects.toThrow(REFUSED);
  });

  test('reads nothing of what the stores hold', async () => {
    const read = s3.send(new GetObjectCommand({ Bucket: names.bucket('ledger'), Key: 'one' }));
    await expect(read).rejects.toThrow(REFUSED);
  });
});

describe('a part to which everything was given, with the boundary, asking IAM', () => {
  test('reads a store, and neither the logs nor what gives rights', async () => {
    const part = await somebody('part', { rights: [ANYTHING] }, names.boundaryArn);
    const s3 = new S3Client({ ...part, forcePathStyle: true });
    const iam = new IAMClient(part);
    const read = (Bucket: string) => s3.send(new GetObjectCommand({ Bucket, Key: 'one' }));
    try {
      await expect(read(names.bucket('ledger'))).resolves.toBeDefined();
      await expect(read(names.logBucket)).rejects.toThrow(REFUSED);
      await expect(iam.send(new CreateUserCommand({ UserName: 'another' }))).rejects.toThrow(REFUSED);
    } finally {
      s3.destroy();
      iam.destroy();
    }
  });
});
