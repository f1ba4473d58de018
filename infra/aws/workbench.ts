import * as aws from '@pulumi/aws';
import { INSTANCE_TRUST, instancePolicy } from './instance-policy.ts';
import { type Context, Part } from './part.ts';
import { policyDocument } from './rights/statement.ts';
import { DEFAULT_IMAGE_PARAMETER, imageByParameter } from './sandbox-image.ts';
import type { Network, Stores, Workbench } from './shapes.ts';

/** Of the root volume, for system and tools; what sessions bring lies on instance storage. */
const ROOT_GIB = 16;

/** What sandboxes are launched from: the template that says everything but type and zone, and the instances' role. */
export function makeWorkbench(context: Context, network: Network, stores: Stores): Workbench {
  const part = new Part('workbench');
  const { role, profile } = makeRole(context, stores, part);
  const template = makeTemplate(context, network, profile, part);
  return { templateId: template.id, instanceRoleArn: role.arn, instanceRoleId: role.uniqueId };
}

interface Worn {
  readonly role: aws.iam.Role;
  readonly profile: aws.iam.InstanceProfile;
}

function makeRole({ names }: Context, stores: Stores, parent: Part): Worn {
  const role = new aws.iam.Role(
    'sandbox-instance',
    {
      name: names.instanceRole,
      description: 'Instances of sandboxes: each its own folder of the ledger',
      assumeRolePolicy: JSON.stringify(INSTANCE_TRUST),
    },
    { parent },
  );
  new aws.iam.RolePolicy(
    'sandbox-instance',
    {
      name: 'own-folder',
      role: role.name,
      policy: stores.ledger.arn.apply((arn) => policyDocument(instancePolicy(arn))),
    },
    { parent },
  );
  const profile = new aws.iam.InstanceProfile(
    'sandbox-instance',
    { name: names.instanceRole, role: role.name },
    { parent },
  );
  return { role, profile };
}

function makeTemplate(
  { config, names }: Context,
  network: Network,
  profile: aws.iam.InstanceProfile,
  parent: Part,
): aws.ec2.LaunchTemplate {
  return new aws.ec2.LaunchTemplate(
    'sandbox',
    {
      name: names.launchTemplate,
      description: 'Instances of sandboxes',
      // Launches take the default version.
      updateDefaultVersion: true,
      imageId: imageByParameter(config.sandboxImageParameter ?? DEFAULT_IMAGE_PARAMETER),
      iamInstanceProfile: { arn: profile.arn },
      // No network interface here, which could not be combined with a launch's own subnet. That no instance has a
      // public address follows from the subnets, which give none.
      vpcSecurityGroupIds: [network.sandboxSecurityGroupId],
      instanceInitiatedShutdownBehavior: 'terminate',
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
        // How an instance learns the name of its folder.
        instanceMetadataTags: 'enabled',
      },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: {
            volumeType: 'gp3',
            volumeSize: ROOT_GIB,
            encrypted: 'true',
            deleteOnTermination: 'true',
          },
        },
      ],
    },
    { parent },
  );
}
