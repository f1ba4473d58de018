import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
} from '@aws-sdk/client-ec2';
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  type InvokeCommandOutput,
} from '@aws-sdk/client-lambda';
import { emulatorPython } from '../../setup/emulator/install.ts';
import { type Deployers, NOTHING, tagList } from './deployer.ts';

const run = promisify(execFile);

/** EC2 and Lambda. */
export const compute: Deployers = {
  'aws:ec2/vpc:Vpc': async ({ cidrBlock }, { ec2 }) => {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: cidrBlock }));
    return { id: Vpc?.VpcId };
  },
  'aws:ec2/subnet:Subnet': async ({ vpcId, cidrBlock, availabilityZone, tags }, { ec2 }) => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: cidrBlock,
        AvailabilityZone: availabilityZone,
        TagSpecifications: [{ ResourceType: 'subnet', Tags: tagList(tags) }],
      }),
    );
    return { id: Subnet?.SubnetId };
  },
  'aws:ec2/securityGroup:SecurityGroup': async ({ name, description, vpcId }, { ec2 }, resource) => {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: name ?? resource.name,
        Description: description ?? resource.name,
        VpcId: vpcId,
      }),
    );
    return { id: GroupId };
  },
  'aws:ec2/launchTemplate:LaunchTemplate': async (inputs, { ec2 }) => {
    const { LaunchTemplate } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: inputs.name,
        TagSpecifications: [{ ResourceType: 'launch-template', Tags: tagList(inputs.tags) }],
        LaunchTemplateData: {
          SecurityGroupIds: inputs.vpcSecurityGroupIds,
          ImageId: inputs.imageId,
          InstanceInitiatedShutdownBehavior: inputs.instanceInitiatedShutdownBehavior,
          IamInstanceProfile: { Arn: inputs.iamInstanceProfile?.arn, Name: inputs.iamInstanceProfile?.name },
          UserData: inputs.userData,
          MetadataOptions: {
            HttpTokens: inputs.metadataOptions?.httpTokens,
            HttpPutResponseHopLimit: inputs.metadataOptions?.httpPutResponseHopLimit,
            InstanceMetadataTags: inputs.metadataOptions?.instanceMetadataTags,
          },
          TagSpecifications: (inputs.tagSpecifications ?? []).map(
            (each: { resourceType: 'instance'; tags: Record<string, string> }) => ({
              ResourceType: each.resourceType,
              Tags: tagList(each.tags),
            }),
          ),
        },
      }),
    );
    return { id: LaunchTemplate?.LaunchTemplateId };
  },
  'aws:lambda/function:Function': async (inputs, { lambda }) => {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: inputs.name,
        Role: inputs.role,
        Runtime: inputs.runtime,
        Architectures: inputs.architectures,
        Handler: inputs.handler,
        MemorySize: inputs.memorySize,
        Timeout: inputs.timeout,
        Environment: { Variables: inputs.environment?.variables ?? {} },
        Code: { ZipFile: await zipped(inputs.code.archive) },
      }),
    );
    return NOTHING;
  },
  'aws:lambda/permission:Permission': async (inputs, { lambda }, resource) => {
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: inputs.function,
        StatementId: inputs.statementId ?? resource.name,
        Action: inputs.action,
        Principal: inputs.principal,
        SourceArn: inputs.sourceArn,
      }),
    );
    return NOTHING;
  },
  'aws:lambda/invocation:Invocation': async ({ functionName, input }, { lambda }) => {
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(input) }),
    );
    const error = errorOf(answer);
    if (error !== undefined) throw new Error(error);
    return NOTHING;
  },
  'aws:lambda/eventSourceMapping:EventSourceMapping': async (inputs, { lambda }) => {
    await lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: inputs.functionName,
        EventSourceArn: inputs.eventSourceArn,
        BatchSize: inputs.batchSize,
        MaximumBatchingWindowInSeconds: inputs.maximumBatchingWindowInSeconds,
        FunctionResponseTypes: inputs.functionResponseTypes,
        ScalingConfig: { MaximumConcurrency: inputs.scalingConfig?.maximumConcurrency },
      }),
    );
    return NOTHING;
  },
};

/** What a function said in error, as text. */
const errorOf = ({ FunctionError, Payload }: InvokeCommandOutput): string | undefined =>
  FunctionError === undefined ? undefined : Buffer.from(Payload ?? []).toString();

/** A folder as the zip that Lambda takes: what the deployment makes of the same folder. */
async function zipped(folder: string): Promise<Uint8Array> {
  const scratch = await mkdtemp(join(tmpdir(), 'sessions-zip-'));
  try {
    const file = join(scratch, 'code.zip');
    await run(await emulatorPython(), ['-m', 'zipfile', '-c', file, '.'], { cwd: folder });
    return await readFile(file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
