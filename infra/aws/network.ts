import * as aws from '@pulumi/aws';
import { makeBusEndpoint } from './network-bus.ts';
import { connectGroups, type Groups, makeEndpointsGroup, makeGroups } from './network-groups.ts';
import { makeLaboratoryLink } from './network-laboratory.ts';
import { type NetworkPlan, planNetwork } from './network-plan.ts';
import { s3EndpointPolicy } from './network-policies.ts';
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
  const s3 = makeStoresEndpoint(context, part, vpc, routeTableIds);
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
    ...makeInterfaces(context, part, { vpcId: vpc.id, subnetIds, routeTableIds, groups, s3Gateway: s3 }),
  };
}

/** Interface endpoints, each billed by the hour and zone: those that the configuration asks for. */
function makeInterfaces(
  context: Context,
  part: Part,
  inside: Made & {
    readonly vpcId: Network['vpcId'];
    readonly groups: Groups;
    readonly s3Gateway: aws.ec2.VpcEndpoint;
  },
): Pick<Network, 'apiEndpointId'> {
  const { config, names } = context;
  const [byEndpoint, isLinked] = [config.events === 'endpoint', config.connectivity === 'private'];
  if (!byEndpoint && !isLinked) return {};
  const endpoints = makeEndpointsGroup(part, names.platform, inside.vpcId);
  if (byEndpoint) makeBusEndpoint(context, part, { ...inside, endpoints });
  return isLinked ? makeLaboratoryLink(context, part, { ...inside, endpoints }) : {};
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

/** The way to the stores, which costs nothing. Whoever needs more than these and the bus runs outside of the network. */
function makeStoresEndpoint(
  { names, place }: Context,
  part: Part,
  vpc: aws.ec2.Vpc,
  routeTableIds: Made['routeTableIds'],
): aws.ec2.VpcEndpoint {
  return new aws.ec2.VpcEndpoint(
    's3',
    {
      vpcId: vpc.id,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${place.region}.s3`,
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
