import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { LOG_FOLDERS, trailName } from './bucket-policies.ts';
import { type Context, Part } from './part.ts';
import type { Network } from './shapes.ts';
import type { StoresAndLogs } from './stores.ts';

/** Who read and wrote the archive, and who spoke to whom in the network: kept for as long as logs are. */
export function makeAudit({ names }: Context, network: Network, stores: StoresAndLogs): void {
  const part = new Part('audit');
  new aws.cloudtrail.Trail(
    'archive',
    {
      name: trailName(names),
      s3BucketName: stores.logs.name,
      s3KeyPrefix: LOG_FOLDERS.trail,
      // Digests, signed hour by hour: what is changed or missing afterwards is found.
      enableLogFileValidation: true,
      includeGlobalServiceEvents: false,
      // Of the objects only. Management events are in the account's own event history, and a second copy is billed.
      advancedEventSelectors: [
        {
          name: 'Every read and write of an object of the archive',
          fieldSelectors: [
            { field: 'eventCategory', equals: ['Data'] },
            { field: 'resources.type', equals: ['AWS::S3::Object'] },
            { field: 'resources.ARN', startsWiths: [pulumi.interpolate`${stores.archive.arn}/`] },
          ],
        },
      ],
    },
    { parent: part },
  );
  new aws.ec2.FlowLog(
    'network',
    {
      vpcId: network.vpcId,
      trafficType: 'ALL',
      // Files cost a tenth of what CloudWatch takes for the same lines.
      logDestinationType: 's3',
      logDestination: pulumi.interpolate`${stores.logs.arn}/${LOG_FOLDERS.flow}/`,
      destinationOptions: { fileFormat: 'parquet', hiveCompatiblePartitions: true, perHourPartition: false },
      maxAggregationInterval: 600,
      tags: { Name: names.platform },
    },
    { parent: part },
  );
}
