import { beforeAll, describe, expect, test } from '@jest/globals';
import { captureGraph } from '../../../infra/aws/graph/capture.ts';
import { type Graph, ofType, type Resource } from '../../../infra/aws/graph/graph.ts';
import { isPrivate as isPrivateService } from '../../../infra/aws/kinds.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import { BUCKET_ACTIONS, OBJECT_ACTIONS } from '../../../infra/aws/network-policies.ts';
import { objectStatements } from '../../../infra/aws/rights/objects.ts';
import { services } from '../../../services/registry.ts';
import { grantsOf } from '../../../shared/service/wire.ts';
import { exampleConfig, privateConfig } from './example-config.ts';

const ACCOUNT = '000000000000';
const names = namesOf({ stack: 'dev', account: ACCOUNT, region: 'us-east-1' });

let open: Graph;
let linked: Graph;
beforeAll(async () => {
  [open, linked] = (await Promise.all(
    [exampleConfig(), privateConfig()].map((config) => captureGraph({ stack: 'dev', config })),
  )) as [Graph, Graph];
});

interface Policy {
  readonly Statement: readonly Record<string, unknown>[];
}

const endpoint = (graph: Graph, service: string, type: string): Resource => {
  const found = ofType(graph, 'aws:ec2/vpcEndpoint:VpcEndpoint').find(
    ({ inputs }) =>
      inputs.serviceName === `com.amazonaws.us-east-1.${service}` && inputs.vpcEndpointType === type,
  );
  if (!found) throw new Error(`There is no ${type} endpoint of ${service}.`);
  return found;
};
const policyOf = ({ inputs }: Resource): Policy => JSON.parse(String(inputs.policy)) as Policy;

/** `from -> to port` of every rule, with groups by their names in the program. */
function ways(graph: Graph, direction: 'Ingress' | 'Egress'): readonly string[] {
  const groups = new Map(
    ofType(graph, 'aws:ec2/securityGroup:SecurityGroup').map(({ id, name }) => [id, name]),
  );
  return ofType(graph, `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`)
    .map(({ inputs }) => {
      const own = groups.get(String(inputs.securityGroupId));
      const other =
        groups.get(String(inputs.referencedSecurityGroupId)) ?? inputs.cidrIpv4 ?? inputs.prefixListId;
      expect([inputs.ipProtocol, inputs.fromPort]).toEqual(['tcp', inputs.toPort]);
      return direction === 'Ingress'
        ? `${other} -> ${own} ${inputs.toPort}`
        : `${own} -> ${other} ${inputs.toPort}`;
    })
    .sort();
}

describe('the network', () => {
  test('has no way out but its endpoints', () => {
    const types = new Set(open.resources.map(({ type }) => type));
    for (const way of [
      'natGateway:NatGateway',
      'internetGateway:InternetGateway',
      'eip:Eip',
      'route:Route',
      'egressOnlyInternetGateway:EgressOnlyInternetGateway',
    ])
      expect(types).not.toContain(`aws:ec2/${way}`);
    for (const { inputs } of ofType(open, 'aws:ec2/routeTable:RouteTable'))
      expect(inputs.routes).toBeUndefined();
    for (const { inputs } of ofType(open, 'aws:ec2/subnet:Subnet'))
      expect(inputs.mapPublicIpOnLaunch).toBe(false);
  });

  test('answers names, and has one private subnet and route table a zone', () => {
    expect(ofType(open, 'aws:ec2/vpc:Vpc').map(({ inputs }) => inputs)).toEqual([
      expect.objectContaining({
        enableDnsHostnames: true,
        enableDnsSupport: true,
        cidrBlock: '10.20.0.0/16',
      }),
    ]);
    for (const [graph, zones] of [
      [open, 1],
      [linked, 2],
    ] as const) {
      const subnets = ofType(graph, 'aws:ec2/subnet:Subnet');
      expect(subnets.map(({ inputs }) => inputs.availabilityZone)).toEqual(
        ['us-east-1a', 'us-east-1b'].slice(0, zones),
      );
      expect(
        ofType(graph, 'aws:ec2/routeTableAssociation:RouteTableAssociation').map(
          ({ inputs }) => inputs.subnetId,
        ),
      ).toEqual(subnets.map(({ id }) => id));
      expect(endpoint(graph, 'sns', 'Interface').inputs.subnetIds).toEqual(subnets.map(({ id }) => id));
      expect(endpoint(graph, 's3', 'Gateway').inputs.routeTableIds).toEqual(
        ofType(graph, 'aws:ec2/routeTable:RouteTable').map(({ id }) => id),
      );
    }
  });

  test('takes every rule from the group that AWS makes by itself', () => {
    expect(
      ofType(open, 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup').map(({ inputs }) => inputs),
    ).toEqual([expect.objectContaining({ ingress: [], egress: [] })]);
    for (const { inputs } of ofType(open, 'aws:ec2/securityGroup:SecurityGroup'))
      expect([inputs.ingress, inputs.egress]).toEqual([undefined, undefined]);
  });

  test('lets these reach these, and nobody else anybody', () => {
    const inside = [
      'door -> sandboxes 22',
      'functions -> endpoints 443',
      'functions -> search 443',
      'sandboxes -> search 443',
    ];
    expect(ways(open, 'Ingress')).toEqual(inside);
    expect(ways(open, 'Egress')).toEqual(
      [...inside, 'functions -> pl-63a5400a 443', 'sandboxes -> pl-63a5400a 443'].sort(),
    );
  });
});

describe('the endpoint of S3', () => {
  test('lets through what is done with the platform’s own buckets, by the account’s own credentials', () => {
    for (const statement of policyOf(endpoint(open, 's3', 'Gateway')).Statement) {
      expect(statement.Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': ACCOUNT } });
      for (const resource of statement.Resource as string[])
        expect(resource).toMatch(
          /^arn:aws:s3:::sessions-dev-(landing|archive|results|ledger)-000000000000-us-east-1(\/\*)?$/,
        );
      for (const action of statement.Action as string[]) expect(action).not.toContain('*');
    }
  });

  test('lets through everything that services in private subnets have a right to', () => {
    const through = new Set<string>([...OBJECT_ACTIONS, ...BUCKET_ACTIONS]);
    const needed = services
      .map(({ manifest }) => manifest)
      .filter(isPrivateService)
      .flatMap((manifest) => objectStatements(grantsOf(manifest).objects ?? {}, names))
      .flatMap(({ Action }) => Action);
    expect(needed.length).toBeGreaterThan(0);
    expect(needed.filter((action) => !through.has(action))).toEqual([]);
  });
});

describe('with events by the store', () => {
  const stored = (config: ReturnType<typeof exampleConfig>) =>
    captureGraph({ stack: 'dev', config: { ...config, events: 'store' } });
  const serviceNames = (graph: Graph) =>
    ofType(graph, 'aws:ec2/vpcEndpoint:VpcEndpoint').map(({ inputs }) => [
      inputs.vpcEndpointType,
      String(inputs.serviceName).split('.').at(-1),
    ]);

  test('there is no interface endpoint, nor a group or a rule for one', async () => {
    const graph = await stored(exampleConfig());
    expect(serviceNames(graph)).toEqual([['Gateway', 's3']]);
    const groups = ofType(graph, 'aws:ec2/securityGroup:SecurityGroup').map(({ name }) => name);
    expect(groups.toSorted()).toEqual(['door', 'functions', 'sandboxes', 'search']);
    expect(ways(graph, 'Egress').filter((way) => way.includes('endpoints'))).toEqual([]);
  });

  test('a laboratory still has its own, which functions do not reach', async () => {
    const graph = await stored(privateConfig());
    expect(
      serviceNames(graph)
        .filter(([type]) => type === 'Interface')
        .toSorted(),
    ).toEqual([
      ['Interface', 'execute-api'],
      ['Interface', 's3'],
    ]);
    expect(ways(graph, 'Ingress').filter((way) => way.includes('endpoints'))).toEqual([
      '192.168.0.0/16 -> endpoints 443',
    ]);
  });

  test('no function in a private subnet may publish at the bus, and only there `publish` is deployed', async () => {
    const graph = await stored(exampleConfig());
    const functions = (of: Graph) => ofType(of, 'aws:lambda/function:Function').map(({ name }) => name);
    expect(functions(graph)).toContain('publish');
    expect(functions(open)).not.toContain('publish');
    const inside = services.map(({ manifest }) => manifest).filter(isPrivateService);
    for (const { name } of inside) {
      const [policy] = ofType(graph, 'aws:iam/rolePolicy:RolePolicy').filter((role) => role.name === name);
      expect([name, String(policy?.inputs.policy)]).toEqual([name, expect.not.stringContaining('sns:')]);
    }
  });
});

test('the endpoint of SNS lets through events and nothing else', () => {
  expect(policyOf(endpoint(open, 'sns', 'Interface')).Statement).toEqual([
    expect.objectContaining({ Action: ['sns:Publish'], Resource: [names.topicArn] }),
  ]);
});

describe('private connectivity', () => {
  test('is there only where it is asked for', () => {
    expect(ofType(open, 'aws:ec2/vpnGateway:VpnGateway')).toEqual([]);
    expect(ofType(open, 'aws:ec2/vpcEndpoint:VpcEndpoint')).toHaveLength(2);
  });

  test('brings a VPN whose routes every private subnet learns', () => {
    const [gateway] = ofType(linked, 'aws:ec2/vpnGateway:VpnGateway');
    expect(ofType(linked, 'aws:ec2/customerGateway:CustomerGateway').map(({ inputs }) => inputs)).toEqual([
      expect.objectContaining({ ipAddress: '198.51.100.7', bgpAsn: '65000', type: 'ipsec.1' }),
    ]);
    expect(ofType(linked, 'aws:ec2/vpnConnection:VpnConnection').map(({ inputs }) => inputs)).toEqual([
      expect.objectContaining({ vpnGatewayId: gateway?.id, staticRoutesOnly: false }),
    ]);
    expect(
      ofType(linked, 'aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation').map(
        ({ inputs }) => inputs.routeTableId,
      ),
    ).toEqual(ofType(linked, 'aws:ec2/routeTable:RouteTable').map(({ id }) => id));
  });

  test('brings endpoints for the stores and the API, for the laboratory’s networks only', () => {
    const s3 = endpoint(linked, 's3', 'Interface');
    expect(policyOf(s3)).toEqual(policyOf(endpoint(linked, 's3', 'Gateway')));
    expect(s3.inputs.dnsOptions).toEqual({ privateDnsOnlyForInboundResolverEndpoint: true });
    expect(policyOf(endpoint(linked, 'execute-api', 'Interface')).Statement).toEqual([
      expect.objectContaining({
        Action: ['execute-api:Invoke'],
        Resource: [`arn:aws:execute-api:us-east-1:${ACCOUNT}:*/*`],
      }),
    ]);
    expect(ways(linked, 'Ingress').filter((way) => /^\d/.test(way))).toEqual([
      '192.168.0.0/16 -> endpoints 443',
      '192.168.0.0/16 -> search 443',
    ]);
  });

  test('can come by Direct Connect instead', async () => {
    const gateway = '01234567-89ab-cdef-0123-456789abcdef';
    const direct = await captureGraph({
      stack: 'dev',
      config: {
        ...privateConfig(),
        laboratory: { cidrs: ['192.168.0.0/16'], directConnectGateway: gateway },
      },
    });
    expect(ofType(direct, 'aws:ec2/vpnConnection:VpnConnection')).toEqual([]);
    expect(
      ofType(direct, 'aws:directconnect/gatewayAssociation:GatewayAssociation').map(({ inputs }) => inputs),
    ).toEqual([
      {
        dxGatewayId: gateway,
        associatedGatewayId: ofType(direct, 'aws:ec2/vpnGateway:VpnGateway')[0]?.id,
        allowedPrefixes: ['10.20.0.0/16'],
      },
    ]);
  });
});
