import { INSTANCE_TYPES } from '../../../shared/clients/aws/compute/types.ts';
import type { ComputeRight } from '../../../shared/ports/compute.ts';
import type { Names, Place } from '../names.ts';
import { DEFAULT_IMAGE_PARAMETER, imageParameterArn } from '../sandbox-image.ts';
import type { Statement } from './statement.ts';

type Named = Pick<Names, 'platform' | 'instanceRoleArn'>;
type Conditions = NonNullable<Statement['Condition']>;

/**
 * Rights on machines. A quote is worked out from a table and asks nothing of AWS. `imageParameter`: the one that the
 * launch template names.
 */
export function computeStatements(
  names: Named,
  place: Place,
  rights: readonly ComputeRight[],
  imageParameter: string = DEFAULT_IMAGE_PARAMETER,
): readonly Statement[] {
  const may = new Set(rights);
  return [
    ...(may.has('launch') ? launchStatements(names, place, imageParameter) : []),
    // A launch looks first whether there is an instance of its token, and an end what there is to end.
    ...(may.has('launch') || may.has('describe') || may.has('end') ? [FIND] : []),
    ...(may.has('end') ? [endStatement(names, place)] : []),
  ];
}

/** EC2 knows no resources for its Describe actions (reasons.ts). */
const FIND: Statement = {
  Sid: 'SandboxFind',
  Effect: 'Allow',
  Action: ['ec2:DescribeInstances'],
  Resource: ['*'],
};

/**
 * EC2 judges a launch once for each resource that it uses or makes, so each kind has a statement. Together they allow
 * what the client asks for: our launch template and nothing that contradicts it but type and zone, tagged as ours.
 * The template's id is not known beforehand; its tag is, and nobody but the deployment can set that.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
function launchStatements(names: Named, place: Place, imageParameter: string): Statement[] {
  const { region } = place;
  const { platform } = names;
  const arn = arnIn(place);
  const byTemplate: Conditions = { ArnLike: { 'ec2:LaunchTemplate': arn('launch-template') } };
  const asTemplateSays: Conditions = { ...byTemplate, Bool: { 'ec2:IsLaunchTemplateResource': 'true' } };
  const run = (kind: string, Resource: string, Condition: Conditions): Statement => ({
    Sid: `SandboxLaunch${kind}`,
    Effect: 'Allow',
    Action: ['ec2:RunInstances'],
    Resource: [Resource],
    Condition,
  });
  return [
    run('Template', arn('launch-template'), equals({ 'aws:ResourceTag/platform': platform })),
    // Images are nobody's in their ARN: Amazon's as well as the account's own.
    run('Image', `arn:aws:ec2:${region}::image/*`, asTemplateSays),
    run('SecurityGroup', arn('security-group'), asTemplateSays),
    run('Subnet', arn('subnet'), { ...byTemplate, ...equals({ 'aws:ResourceTag/platform': platform }) }),
    run('Interface', arn('network-interface'), byTemplate),
    run('Instance', arn('instance'), {
      ...byTemplate,
      ...equals({
        'aws:RequestTag/platform': platform,
        'ec2:InstanceType': INSTANCE_TYPES.map(({ name }) => name),
      }),
    }),
    run('Volume', arn('volume'), { ...byTemplate, ...equals({ 'aws:RequestTag/platform': platform }) }),
    {
      Sid: 'SandboxTag',
      Effect: 'Allow',
      Action: ['ec2:CreateTags'],
      Resource: [arn('instance'), arn('volume')],
      // Only while they are made: what exists cannot be tagged as ours, and so not be ended as ours.
      Condition: equals({ 'ec2:CreateAction': 'RunInstances', 'aws:RequestTag/platform': platform }),
    },
    {
      Sid: 'SandboxRole',
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: [names.instanceRoleArn],
      Condition: equals({ 'iam:PassedToService': 'ec2.amazonaws.com' }),
    },
    {
      // EC2 reads the parameter that the template names with the rights of whoever launches.
      Sid: 'SandboxImageParameter',
      Effect: 'Allow',
      Action: ['ssm:GetParameters'],
      Resource: [imageParameterArn(imageParameter, place)],
    },
  ];
}

const endStatement = ({ platform }: Named, place: Place): Statement => ({
  Sid: 'SandboxEnd',
  Effect: 'Allow',
  Action: ['ec2:TerminateInstances'],
  Resource: [arnIn(place)('instance')],
  Condition: equals({ 'aws:ResourceTag/platform': platform }),
});

const arnIn =
  ({ region, account }: Place) =>
  (kind: string): string =>
    `arn:aws:ec2:${region}:${account}:${kind}/*`;

const equals = (keys: Conditions[string]): Conditions => ({ StringEquals: keys });
