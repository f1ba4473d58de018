import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Config } from './config.ts';
import { admit, type Groups } from './network-groups.ts';
import { apiEndpointPolicy, s3EndpointPolicy } from './network-policies.ts';
import type { Context, Part } from './part.ts';

type Id = pulumi.Output<string>;
type Laboratory = NonNullable<Config['laboratory']>;

interface Inside {
  readonly vpcId: Id;
  readonly subnetIds: readonly Id[];
  readonly routeTableIds: readonly Id[];
  readonly groups: Pick<Groups, 'search'>;
  /** Group of interface endpoints. */
  readonly endpoints: Id;
  /** The gateway endpoint of S3, which an interface endpoint with names of its own needs beside it. */
  readonly s3Gateway: aws.ec2.VpcEndpoint;
}

/**
 * The way from the laboratory's networks: a VPN or Direct Connect into the network, and endpoints there for the API
 * and the stores, so that nothing goes over public addresses.
 */
export function makeLaboratoryLink(context: Context, part: Part, inside: Inside): { apiEndpointId: Id } {
  const { config, names, place } = context;
  const { laboratory } = config;
  if (!laboratory) throw new Error('sessions:laboratory is missing: see check-config.ts.');
  makeGateway(context, part, inside, laboratory);
  admit(part, 'laboratory-to-endpoints', inside.endpoints, laboratory.cidrs);
  admit(part, 'laboratory-to-search', inside.groups.search, laboratory.cidrs);
  const endpoint = (service: string, policy: unknown, more: Partial<aws.ec2.VpcEndpointArgs> = {}) =>
    new aws.ec2.VpcEndpoint(
      `${service}-interface`,
      {
        vpcId: inside.vpcId,
        vpcEndpointType: 'Interface',
        serviceName: `com.amazonaws.${place.region}.${service}`,
        subnetIds: [...inside.subnetIds],
        securityGroupIds: [inside.endpoints],
        privateDnsEnabled: true,
        policy: JSON.stringify(policy),
        tags: { Name: `${names.platform}-${service}` },
        ...more,
      },
      { parent: part, dependsOn: [inside.s3Gateway] },
    );
  // Only the laboratory's resolver is told of it: inside, the gateway endpoint costs nothing.
  endpoint('s3', s3EndpointPolicy(names, place), {
    dnsOptions: { privateDnsOnlyForInboundResolverEndpoint: true },
  });
  return { apiEndpointId: endpoint('execute-api', apiEndpointPolicy(place)).id };
}

function makeGateway({ config, names }: Context, part: Part, inside: Inside, laboratory: Laboratory): void {
  const tags = { Name: `${names.platform}-laboratory` };
  const gateway = new aws.ec2.VpnGateway('laboratory', { vpcId: inside.vpcId, tags }, { parent: part });
  for (const [index, routeTableId] of inside.routeTableIds.entries())
    new aws.ec2.VpnGatewayRoutePropagation(
      `laboratory-${index}`,
      { vpnGatewayId: gateway.id, routeTableId },
      { parent: part },
    );
  if (laboratory.directConnectGateway !== undefined) {
    new aws.directconnect.GatewayAssociation(
      'laboratory',
      {
        dxGatewayId: laboratory.directConnectGateway,
        associatedGatewayId: gateway.id,
        allowedPrefixes: [config.cidr],
      },
      { parent: part },
    );
    return;
  }
  if (!laboratory.vpn) return;
  const customer = new aws.ec2.CustomerGateway(
    'laboratory',
    { type: 'ipsec.1', ipAddress: laboratory.vpn.address, ...asnOf(laboratory.vpn.asn), tags },
    { parent: part },
  );
  new aws.ec2.VpnConnection(
    'laboratory',
    {
      type: 'ipsec.1',
      customerGatewayId: customer.id,
      vpnGatewayId: gateway.id,
      // Routes come by BGP: when a tunnel is down, the other takes over by itself.
      staticRoutesOnly: false,
      tunnel1IkeVersions: ['ikev2'],
      tunnel2IkeVersions: ['ikev2'],
      tags,
    },
    { parent: part },
  );
}

/** AWS takes the upper half of the numbers under a name of its own. */
const asnOf = (asn: number) => (asn < 2 ** 31 ? { bgpAsn: String(asn) } : { bgpAsnExtended: String(asn) });
