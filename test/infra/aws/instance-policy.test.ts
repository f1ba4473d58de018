import { describe, expect, test } from '@jest/globals';
import { INSTANCE_TRUST, instancePolicy } from '../../../infra/aws/instance-policy.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import { reportKey } from '../../../services/sandbox/report.ts';

const names = namesOf({ stack: 'dev', account: '123456789012', region: 'us-east-1' });
const policy = instancePolicy(names.bucketArn('ledger'));

/** The resources as IAM reads them for one instance. */
const resourcesOf = (action: string, userid: string): string[] =>
  policy
    .filter(({ Action }) => Action.includes(action))
    .flatMap(({ Resource }) => Resource)
    .map((resource) => resource.replaceAll(/\$\{aws:userid\}/g, userid));

describe('an instance of a sandbox', () => {
  const id = 'AROAEXAMPLE:i-0123456789abcdef0';

  test('reads its own folder of the ledger, under the id that the platform knows it by', () => {
    expect(resourcesOf('s3:GetObject', id)).toEqual([
      `arn:aws:s3:::sessions-dev-ledger-123456789012-us-east-1/instances/${id}/*`,
    ]);
  });

  test('writes its report there, and nothing else: its recipe is not its own to change', () => {
    expect(resourcesOf('s3:PutObject', id)).toEqual([
      `${names.bucketArn('ledger')}/instances/${reportKey(id)}`,
    ]);
  });

  test('has no other right, and none that lists', () => {
    expect(policy.flatMap(({ Action }) => Action)).toEqual(['s3:GetObject', 's3:PutObject']);
  });

  test('has its rights from where it is, not wherever its credentials are taken', () => {
    for (const { Condition } of policy)
      expect(Condition?.StringEquals).toEqual({
        'aws:Ec2InstanceSourceVpc': expect.stringContaining('aws:SourceVpc'),
        'aws:Ec2InstanceSourcePrivateIPv4': expect.stringContaining('aws:VpcSourceIp'),
      });
  });

  test('is the only one to be given the role: a service that names it could choose its folder', () => {
    expect(INSTANCE_TRUST.Statement).toEqual([
      expect.objectContaining({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    ]);
  });
});
