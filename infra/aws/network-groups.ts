import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Part } from './part.ts';

type Id = pulumi.Output<string>;

export interface Groups {
  readonly functions: Id;
  readonly search: Id;
  readonly sandboxes: Id;
  readonly door: Id;
}

export const TLS = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
const SSH = { ipProtocol: 'tcp', fromPort: 22, toPort: 22 };

/** Security groups without a rule: each rule is a resource of its own, named by who reaches whom. */
export function makeGroups(part: Part, platform: string, vpcId: Id): Groups {
  // The group that AWS makes with every network lets its members talk to each other and out: nobody is to use it.
  new aws.ec2.DefaultSecurityGroup(
    'default',
    { vpcId, ingress: [], egress: [], tags: { Name: `${platform}-unused` } },
    { parent: part },
  );
  const group = groupOf(part, platform, vpcId);
  return {
    functions: group('functions', 'Functions in private subnets'),
    search: group('search', 'The search domain'),
    sandboxes: group('sandboxes', 'Instances of sandboxes'),
    door: group('door', 'The endpoint through which people reach instances'),
  };
}

/** Of interface endpoints, in networks that have some. */
export const makeEndpointsGroup = (part: Part, platform: string, vpcId: Id): Id =>
  groupOf(part, platform, vpcId)('endpoints', 'Endpoints of AWS services');

const groupOf =
  (part: Part, platform: string, vpcId: Id) =>
  (name: string, description: string): Id =>
    new aws.ec2.SecurityGroup(
      name,
      { vpcId, description, tags: { Name: `${platform}-${name}` } },
      { parent: part },
    ).id;

/** Who reaches whom inside of the network. */
export function connectGroups(part: Part, groups: Groups, s3PrefixListId: pulumi.Output<string>): void {
  const { functions, search, sandboxes, door } = groups;
  const reach = between(part);
  reach('functions-to-search', functions, search, TLS);
  reach('door-to-sandboxes', door, sandboxes, SSH);
  // Instance Connect opens SSH and nothing else: without a link to the laboratory, Dashboards is reached by a tunnel
  // through a sandbox of one's own. The domain asks who it is all the same.
  reach('sandboxes-to-search', sandboxes, search, TLS);
  for (const [name, group] of Object.entries({ functions, sandboxes }))
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-s3`,
      {
        securityGroupId: group,
        description: 'The stores, by the gateway endpoint',
        prefixListId: s3PrefixListId,
        ...TLS,
      },
      { parent: part },
    );
}

/** From networks of others, who come in by VPN or Direct Connect. */
export function admit(part: Part, name: string, to: Id, cidrs: readonly string[]): void {
  for (const [index, cidr] of cidrs.entries())
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-${index}`,
      { securityGroupId: to, description: 'The laboratory', cidrIpv4: cidr, ...TLS },
      { parent: part },
    );
}

/** Makes the two rules that one way through needs: out of the one group, into the other. */
export const between =
  (part: Part) =>
  (name: string, from: Id, to: Id, by: typeof TLS): void => {
    const description = name.replaceAll('-', ' ');
    new aws.vpc.SecurityGroupEgressRule(
      name,
      { securityGroupId: from, referencedSecurityGroupId: to, description, ...by },
      { parent: part },
    );
    new aws.vpc.SecurityGroupIngressRule(
      name,
      { securityGroupId: to, referencedSecurityGroupId: from, description, ...by },
      { parent: part },
    );
  };
