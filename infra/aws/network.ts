import * as aws from '@pulumi/aws';
import { connectGroups, type Groups, makeGroups } from './network-groups.ts';
import { makeLaboratoryLink } from './network-laboratory.ts';
import { type NetworkPlan, planNetwork } from './network-plan.ts';
import { s3EndpointPolicy, snsEndpointPolicy } from './network-policies.ts';
import { type Context, Part } from './part.ts';
import type { Network } from './shapes.ts';

/**
 * The network: private subnets, from which endpoints are the only way out. There is no NAT, no internet gateway and
 * no public subnet. `zones` are the names of those that the account is given.
 */
export function makeNetwork(context: Context, zones: readonly string[]): Network {
  const { config, names } = context;
  const plan = planNetwork(config.cidr, config.zones, zones);
  const part = new Part('network');
  const vpc = new aws.ec2.Vpc(
    'network',
    {
      cidrBlock: plan.cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: names.platform },
    },
    { parent: part },
  );
  const { subnetIds, routeTableIds } = makeSubnets(context, part, vpc, plan);
  const groups = makeGroups(part, names.platform, vpc.id);
  const s3 = makeEndpoints(context, part, vpc, { subnetIds, routeTableIds, groups });
  connectGroups(part, groups, s3.prefixListId);
  makeDoor(context, part, subnetIds, groups);
  return {
    vpcId: vpc.id,
    privateSubnetIds: subnetIds,
    privateRouteTableIds: routeTableIds,
    functionSecurityGroupId: groups.functions,
    searchSecurityGroupId: groups.search,
    sandboxSecurityGroupId: groups.sandboxes,
    s3EndpointId: s3.id,
    ...(config.connectivity === 'private' &&
      makeLaboratoryLink(context, part, {
        vpcId: vpc.id,
        subnetIds,
        routeTableIds,
        groups,
        s3Gateway: s3,
      })),
  };
}

type Subnets = Pick<Network, 'privateSubnetIds' | 'privateRouteTableIds'>;
interface Made {
  readonly subnetIds: Subnets['privateSubnetIds'];
  readonly routeTableIds: Subnets['privateRouteTableIds'];
}

function makeSubnets({ names }: Context, part: Part, vpc: aws.ec2.Vpc, plan: NetworkPlan): Made {
  const made = plan.private.map(({ name, zone, cidr }) => {
    const tags = { Name: `${names.platform}-${name}`, tier: 'private' };
    const subnet = new aws.ec2.Subnet(
      name,
      { vpcId: vpc.id, cidrBlock: cidr, availabilityZone: zone, mapPublicIpOnLaunch: false, tags },
      // A zone that AWS opens later may come first among their names: what is there stays where it is.
      { parent: part, ignoreChanges: ['availabilityZone'] },
    );
    const table = new aws.ec2.RouteTable(name, { vpcId: vpc.id, tags }, { parent: part });
    new aws.ec2.RouteTableAssociation(
      name,
      { subnetId: subnet.id, routeTableId: table.id },
      { parent: part },
    );
    return { subnetId: subnet.id, routeTableId: table.id };
  });
  return {
    subnetIds: made.map(({ subnetId }) => subnetId),
    routeTableIds: made.map(({ routeTableId }) => routeTableId),
  };
}

/** Ways out: the stores and the bus. Whoever needs more runs outside of the network. */
function makeEndpoints(
  { names, place }: Context,
  part: Part,
  vpc: aws.ec2.Vpc,
  { subnetIds, routeTableIds, groups }: Made & { readonly groups: Groups },
): aws.ec2.VpcEndpoint {
  const name = (service: string): string => `com.amazonaws.${place.region}.${service}`;
  new aws.ec2.VpcEndpoint(
    'sns',
    {
      vpcId: vpc.id,
      vpcEndpointType: 'Interface',
      serviceName: name('sns'),
      subnetIds: [...subnetIds],
      securityGroupIds: [groups.endpoints],
      privateDnsEnabled: true,
      policy: JSON.stringify(snsEndpointPolicy(names, place)),
      tags: { Name: `${names.platform}-sns` },
    },
    { parent: part },
  );
  return new aws.ec2.VpcEndpoint(
    's3',
    {
      vpcId: vpc.id,
      vpcEndpointType: 'Gateway',
      serviceName: name('s3'),
      routeTableIds: [...routeTableIds],
      policy: JSON.stringify(s3EndpointPolicy(names, place)),
      tags: { Name: `${names.platform}-s3` },
    },
    { parent: part },
  );
}

/**
 * How people reach their instances without a public address. It costs nothing, and one is enough: it reaches the
 * subnets of all zones as long as its own is there, and AWS gives a network no second one.
 */
function makeDoor({ names }: Context, part: Part, subnetIds: Made['subnetIds'], groups: Groups): void {
  const [subnetId] = subnetIds;
  if (!subnetId) throw new Error('The network has no subnet.');
  new aws.ec2transitgateway.InstanceConnectEndpoint(
    'door',
    {
      subnetId,
      securityGroupIds: [groups.door],
      preserveClientIp: false,
      tags: { Name: `${names.platform}-door` },
    },
    { parent: part },
  );
}
