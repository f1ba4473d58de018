import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeS3Client, openS3Objects } from '../../../../../shared/clients/aws/objects/index.ts';
import type { Objects } from '../../../../../shared/ports/objects.ts';
import { noise, read, text } from '../../../../contracts/objects/make.ts';
import { type S3, type S3World, startS3 } from './s3-world.ts';

describe('who has not every right', () => {
  let s3: S3;
  let iam: IAMClient;
  beforeAll(async () => {
    s3 = await startS3();
    iam = new IAMClient(s3.emulator.root);
  });
  afterAll(async () => {
    iam.destroy();
    await s3.stop();
  });

  async function clientOf(world: S3World, UserName: string, ...actions: string[]): Promise<Objects> {
    await iam.send(new CreateUserCommand({ UserName }));
    const bucket = `arn:aws:s3:::${world.bucket}`;
    const Statement = [{ Effect: 'Allow', Action: actions, Resource: [bucket, `${bucket}/*`] }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'rights', PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const client = makeS3Client({ ...s3.emulator.root, credentials });
    return openS3Objects({ client, bucket: world.bucket });
  }

  test('writes without reading, and is told of a second write by the store', async () => {
    const world = await s3.openWorld();
    const writer = await clientOf(world, 'writer', 's3:PutObject');
    await writer.put('a', text('first'), { ifNoneMatch: '*' });
    const second = writer.put('a', text('second'), { ifNoneMatch: '*' });
    await expect(second).rejects.toMatchObject({ code: 'PreconditionFailed' });
    expect(await read(world.objects, 'a')).toEqual(text('first'));
  });

  test('is refused, and does not see an empty store, where he may not read', async () => {
    const world = await s3.openWorld();
    await world.objects.put('a', noise(10));
    const writer = await clientOf(world, 'blind', 's3:PutObject');
    await expect(writer.head('a')).rejects.toThrow('S3 refuses it');
    await expect(writer.get('a')).rejects.toThrow('S3 refuses it');
    await expect(writer.list({ prefix: '' })).rejects.toThrow('S3 refuses it');
  });

  test('is not told that a key is missing without the right to list its bucket', async () => {
    const world = await s3.openWorld();
    const reader = await clientOf(world, 'reader', 's3:GetObject');
    await expect(reader.head('missing')).rejects.toThrow('S3 refuses it');
    await expect(reader.get('missing')).rejects.toThrow('S3 refuses it');
    const lister = await clientOf(world, 'lister', 's3:GetObject', 's3:ListBucket');
    expect(await lister.head('missing')).toBeUndefined();
    await expect(lister.get('missing')).rejects.toMatchObject({ code: 'NotFound' });
  });
});
