import { beforeAll, expect, test } from '@jest/globals';
import { makeAudit } from '../../../infra/aws/audit.ts';
import { logPolicy } from '../../../infra/aws/bucket-policies.ts';
import { contextOf, find, type Made, madeBy, names, network, stores } from './parts.ts';

let made: readonly Made[];
beforeAll(async () => {
  const { ledger } = stores;
  const logs = {
    name: ledger.name.apply(() => names.logBucket),
    arn: ledger.arn.apply(() => `arn:aws:s3:::${names.logBucket}`),
  };
  made = await madeBy(() => makeAudit(contextOf(), network, { ...stores, logs }));
});

test('every read and write of an object of the archive is recorded, and a record that was changed is found', () => {
  expect(find(made, 'aws:cloudtrail/trail:Trail', 'archive')).toMatchObject({
    s3BucketName: names.logBucket,
    s3KeyPrefix: 'trail',
    enableLogFileValidation: true,
    advancedEventSelectors: [
      {
        // Without `readOnly`: both.
        fieldSelectors: [
          { field: 'eventCategory', equals: ['Data'] },
          { field: 'resources.type', equals: ['AWS::S3::Object'] },
          { field: 'resources.ARN', startsWiths: [`${names.bucketArn('archive')}/`] },
        ],
      },
    ],
  });
});

test('the log bucket admits the trail by the very name that it has', () => {
  const { name } = find(made, 'aws:cloudtrail/trail:Trail', 'archive');
  const sources = logPolicy(contextOf())
    .Statement.filter(({ Sid }) => Sid.startsWith('Trail'))
    .map(({ Condition }) => Condition.ArnLike);
  expect(sources).toHaveLength(2);
  for (const source of sources)
    expect(source).toEqual({
      'aws:SourceArn': [`arn:aws:cloudtrail:us-east-1:000000000000:trail/${String(name)}`],
    });
});

test('all traffic of the network is recorded, as files', () => {
  expect(find(made, 'aws:ec2/flowLog:FlowLog', 'network')).toMatchObject({
    vpcId: 'vpc-1',
    trafficType: 'ALL',
    logDestinationType: 's3',
    logDestination: `arn:aws:s3:::${names.logBucket}/flow/`,
    destinationOptions: { fileFormat: 'parquet' },
  });
});
