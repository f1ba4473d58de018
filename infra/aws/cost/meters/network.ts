import { type Graph, ofType } from '../../graph/graph.ts';
import { counted, DAYS, GB, HOURS, type Meter, type Quantity } from '../quantity.ts';
import type { Usage } from '../usage.ts';

export const network: Meter = ({ graph, usage }) => [
  ...interfaceEndpoints(graph).map(
    ({ service, zones }): Quantity => ({
      part: 'network',
      what: `endpoint of ${service} in ${counted(zones, 'zone')}`,
      price: 'endpoint.hours',
      amount: zones * HOURS,
    }),
  ),
  {
    part: 'network',
    what: 'bytes through endpoints',
    price: 'endpoint.bytes',
    amount: throughEndpoints(graph, usage),
  },
  standing(graph, 'aws:ec2/natGateway:NatGateway', 'NAT gateways', 'nat.hours'),
  standing(graph, 'aws:ec2/eip:Eip', 'public addresses', 'address.hours'),
  standing(graph, 'aws:ec2/vpnConnection:VpnConnection', 'VPN', 'vpn.hours'),
  standing(graph, 'aws:directconnect/connection:Connection', 'Direct Connect port', 'directconnect.hours'),
];

export function interfaceEndpoints(graph: Graph): readonly { service: string; zones: number }[] {
  return ofType(graph, 'aws:ec2/vpcEndpoint:VpcEndpoint')
    .filter(({ inputs }) => inputs.vpcEndpointType === 'Interface')
    .map(({ inputs }) => ({
      service: String(inputs.serviceName).split('.').at(-1) ?? '',
      zones: ((inputs.subnetIds as unknown[]) ?? []).length,
    }));
}

/** S3 by the gateway endpoint costs nothing; by an interface endpoint, every uploaded and downloaded byte counts. */
function throughEndpoints(graph: Graph, { sessionsPerDay, session, day }: Usage): number {
  const byS3 = interfaceEndpoints(graph).some(({ service }) => service === 's3');
  return byS3 ? ((sessionsPerDay * session.bytes + day.bytesOut) * DAYS) / GB : 0;
}

const standing = (graph: Graph, type: string, what: string, price: Quantity['price']): Quantity => ({
  part: 'network',
  what,
  price,
  amount: ofType(graph, type).length * HOURS,
});
