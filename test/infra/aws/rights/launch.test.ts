import {
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  type ResourceType,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateAccessKeyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { INSTANCE_TRUST } from '../../../../infra/aws/instance-policy.ts';
import { namesOf } from '../../../../infra/aws/names.ts';
import { computeStatements } from '../../../../infra/aws/rights/compute.ts';
import { policyDocument, type Statement } from '../../../../infra/aws/rights/statement.ts';
import { DEFAULT_IMAGE_PARAMETER, imageByParameter } from '../../../../infra/aws/sandbox-image.ts';
import { ec2Compute } from '../../../../shared/clients/aws/compute/index.ts';
import type { Compute } from '../../../../shared/ports/compute.ts';
import { ACCOUNT, type Emulator, REGION, startEmulator } from '../../../setup/emulator/start.ts';

const place = { stack: 'dev', account: ACCOUNT, region: REGION };
const names = namesOf(place);
const STATEMENTS = computeStatements(names, place, ['quote', 'launch', 'describe', 'end']);
const USER = 'launcher';

let emulator: Emulator;
let root: EC2Client;
let iam: IAMClient;
let caller: EC2Client;
let template: string;
let subnet: string;
let vpc: string;

beforeAll(async () => {
  emulator = await startEmulator({ enforceIam: true });
  root = new EC2Client(emulator.root);
  iam = new IAMClient(emulator.root);
  ({ VpcId: vpc = '' } = (await root.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc ?? {});
  subnet = await makeSubnet('10.0.1.0/24', names.platform);
  const profile = await makeProfile();
  template = await makeTemplate('ours', names.platform, profile);
  caller = await makeCaller();
}, 60_000);
afterAll(async () => {
  for (const client of [root, iam, caller]) client.destroy();
  await emulator.stop();
});
beforeEach(() => permit(STATEMENTS));

const tagged = (ResourceType: ResourceType, platform: string) => [
  { ResourceType, Tags: [{ Key: 'platform', Value: platform }] },
];

async function makeSubnet(CidrBlock: string, platform: string): Promise<string> {
  const TagSpecifications = tagged('subnet', platform);
  const { Subnet } = await root.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock, TagSpecifications }));
  return Subnet?.SubnetId ?? '';
}

async function makeProfile(): Promise<string> {
  const InstanceProfileName = names.instanceRole;
  const AssumeRolePolicyDocument = JSON.stringify(INSTANCE_TRUST);
  await iam.send(new CreateRoleCommand({ RoleName: names.instanceRole, AssumeRolePolicyDocument }));
  const { InstanceProfile } = await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: names.instanceRole }));
  return InstanceProfile?.Arn ?? '';
}

/** As the workbench makes it, as far as rights are concerned. */
async function makeTemplate(LaunchTemplateName: string, platform: string, profile: string): Promise<string> {
  const group = await root.send(
    new CreateSecurityGroupCommand({
      GroupName: LaunchTemplateName,
      Description: 'of sandboxes',
      VpcId: vpc,
    }),
  );
  const made = await root.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName,
      TagSpecifications: tagged('launch-template', platform),
      LaunchTemplateData: {
        ImageId: imageByParameter(DEFAULT_IMAGE_PARAMETER),
        IamInstanceProfile: { Arn: profile },
        SecurityGroupIds: [group.GroupId ?? ''],
      },
    }),
  );
  return made.LaunchTemplate?.LaunchTemplateId ?? '';
}

async function makeCaller(): Promise<EC2Client> {
  await iam.send(new CreateUserCommand({ UserName: USER }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: USER }));
  return new EC2Client({
    ...emulator.root,
    credentials: {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    },
  });
}

async function permit(statements: readonly Statement[]): Promise<void> {
  const PolicyDocument = policyDocument(statements);
  await iam.send(new PutUserPolicyCommand({ UserName: USER, PolicyName: 'rights', PolicyDocument }));
}

let launches = 0;
const nextToken = (): string => `sbx-${++launches}-1`;
const computeOf = (settings: { template?: string; subnet?: string; platform?: string } = {}): Compute =>
  ec2Compute({
    client: caller,
    platform: settings.platform ?? names.platform,
    settings: {
      template: settings.template ?? template,
      subnets: [settings.subnet ?? subnet],
      role: 'AROAEXAMPLE',
    },
    clock: { wait: async () => undefined },
  });
const launch = (compute = computeOf()): Promise<unknown> => compute.launch({ token: nextToken(), bytes: 1 });
const denied = { name: expect.stringMatching(/UnauthorizedOperation|AccessDenied/) };

describe('a service with the rights on machines', () => {
  test('can launch, find and end its instances', async () => {
    const [compute, token] = [computeOf(), nextToken()];
    const { id } = await compute.launch({ token, bytes: 1 });
    await compute.end(token);
    expect(await compute.find(token)).toEqual({ id, state: 'ended' });
  });

  test.each(STATEMENTS.map(({ Sid }) => Sid))('cannot without each of them: %s', async (sid) => {
    await permit(STATEMENTS.filter(({ Sid }) => Sid !== sid));
    const [compute, token] = [computeOf(), nextToken()];
    const whole = compute.launch({ token, bytes: 1 }).then(() => compute.end(token));
    await expect(whole).rejects.toMatchObject(denied);
  });

  test("cannot launch from a template that is not the platform's", async () => {
    const other = await makeTemplate('theirs', 'another', 'arn:aws:iam::000000000000:instance-profile/none');
    await expect(launch(computeOf({ template: other }))).rejects.toMatchObject(denied);
  });

  test("cannot launch into a subnet that is not the platform's", async () => {
    const other = await makeSubnet('10.0.2.0/24', 'another');
    await expect(launch(computeOf({ subnet: other }))).rejects.toMatchObject(denied);
  });

  test('cannot launch under the name of another platform', async () => {
    await expect(launch(computeOf({ platform: 'another' }))).rejects.toMatchObject(denied);
  });

  test('cannot end instances of another platform', async () => {
    const [theirs, token] = [{ platform: 'another', token: nextToken() }, nextToken()];
    await root.send(
      new RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        ImageId: 'ami-1',
        TagSpecifications: [
          {
            ResourceType: 'instance',
            Tags: [
              { Key: 'platform', Value: theirs.platform },
              { Key: 'sessions:token', Value: token },
            ],
          },
        ],
      }),
    );
    await expect(computeOf(theirs).end(token)).rejects.toMatchObject(denied);
  });

  const tags = [{ Key: 'platform', Value: names.platform }];
  const request = (): RunInstancesCommandInput => ({
    LaunchTemplate: { LaunchTemplateId: template, Version: '$Default' },
    InstanceType: 'i4i.large',
    SubnetId: subnet,
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
  });
  test.each<[string, Partial<RunInstancesCommandInput>]>([
    ['an image of its choice', { ImageId: 'ami-12345678' }],
    ['a security group of its choice', { SecurityGroupIds: ['sg-12345678'] }],
    ['a type that is not in the table', { InstanceType: 'p5.48xlarge' }],
    ['an instance without the tag of the platform', { TagSpecifications: [] }],
    ['no template', { LaunchTemplate: undefined, ImageId: 'ami-12345678' }],
  ])('cannot launch %s', async (_, more) => {
    await expect(caller.send(new RunInstancesCommand(request()))).resolves.toBeDefined();
    await expect(caller.send(new RunInstancesCommand({ ...request(), ...more }))).rejects.toMatchObject(
      denied,
    );
  });
});
