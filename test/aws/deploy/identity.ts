import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { type Deployers, NOTHING } from './deployer.ts';

const asText = (policy: unknown): string => (typeof policy === 'string' ? policy : JSON.stringify(policy));

/** IAM and Secrets Manager. */
export const identity: Deployers = {
  'aws:iam/role:Role': async (inputs, { iam }) => {
    await iam.send(
      new CreateRoleCommand({
        RoleName: inputs.name,
        AssumeRolePolicyDocument: asText(inputs.assumeRolePolicy),
        ...(inputs.permissionsBoundary && { PermissionsBoundary: inputs.permissionsBoundary }),
      }),
    );
    for (const policy of inputs.inlinePolicies ?? [])
      await iam.send(
        new PutRolePolicyCommand({
          RoleName: inputs.name,
          PolicyName: policy.name,
          PolicyDocument: asText(policy.policy),
        }),
      );
    return NOTHING;
  },
  // The permissions boundary among them, which the emulator keeps. Its ARN is as planned.
  'aws:iam/policy:Policy': async (inputs, { iam }) => {
    await iam.send(
      new CreatePolicyCommand({ PolicyName: inputs.name, PolicyDocument: asText(inputs.policy) }),
    );
    return NOTHING;
  },
  'aws:iam/rolePolicy:RolePolicy': async (inputs, { iam }) => {
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: inputs.role,
        PolicyName: inputs.name ?? 'rights',
        PolicyDocument: asText(inputs.policy),
      }),
    );
    return NOTHING;
  },
  'aws:iam/instanceProfile:InstanceProfile': async (inputs, { iam }) => {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: inputs.name }));
    await iam.send(
      new AddRoleToInstanceProfileCommand({ InstanceProfileName: inputs.name, RoleName: inputs.role }),
    );
    return NOTHING;
  },
  'aws:secretsmanager/secret:Secret': async (inputs, { secrets }) => {
    const { ARN } = await secrets.send(
      new CreateSecretCommand({ Name: inputs.name, Description: inputs.description }),
    );
    return { arn: ARN, id: ARN };
  },
};
