import type { Resource } from '../../graph/graph.ts';
import { type Assertion, accompanied, at, each, list, none } from '../assertion.ts';
import { actionsOf, conditionKeys, isForAnyone, resourcesOf } from '../documents.ts';
import { everyStatement } from '../statements.ts';

const GROUP = 'aws:ec2/securityGroup:SecurityGroup';
const INGRESS = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule';
const EGRESS = 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule';
const RULE = 'aws:ec2/securityGroupRule:SecurityGroupRule';
const VPC = 'aws:ec2/vpc:Vpc';
const ENDPOINT = 'aws:ec2/vpcEndpoint:VpcEndpoint';

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/** A rule of a security group, in whichever of Pulumi's three ways it is written. */
interface Rule {
  readonly resource: Resource;
  readonly way: 'in' | 'out';
  readonly ranges: readonly unknown[];
  readonly description: unknown;
}

function rulesOf(resources: readonly Resource[]): readonly Rule[] {
  return resources.flatMap((resource): Rule[] => {
    const { type, inputs } = resource;
    if (type === INGRESS || type === EGRESS)
      return [
        {
          resource,
          way: type === INGRESS ? 'in' : 'out',
          ranges: [inputs.cidrIpv4, inputs.cidrIpv6],
          description: inputs.description,
        },
      ];
    if (type === RULE) return [ruleOf(resource, inputs.type === 'ingress' ? 'in' : 'out', inputs)];
    if (type !== GROUP) return [];
    return (['in', 'out'] as const).flatMap((way) =>
      list(way === 'in' ? inputs.ingress : inputs.egress).map((rule) =>
        ruleOf(resource, way, rule as Record<string, unknown>),
      ),
    );
  });
}

const ruleOf = (resource: Resource, way: Rule['way'], rule: Readonly<Record<string, unknown>>): Rule => ({
  resource,
  way,
  ranges: [...list(rule.cidrBlocks), ...list(rule.ipv6CidrBlocks)],
  description: rule.description,
});

const everyRule =
  (judge: (rule: Rule) => string | undefined): Assertion['check'] =>
  ({ resources }) =>
    rulesOf(resources).flatMap((rule) => {
      const detail = judge(rule);
      return detail === undefined ? [] : [{ resource: rule.resource.name, detail }];
    });

const isOpen = ({ ranges }: Rule): boolean => ranges.some((range) => EVERYWHERE.includes(String(range)));

export const network: readonly Assertion[] = [
  {
    id: 'vpc-no-way-out',
    title: 'The network has no gateway to the internet',
    why: 'Code that reads recordings can’t send them anywhere, and nothing outside can knock.',
    like: 'FSBP EC2 (public exposure), Prowler vpc_*',
    check: none(
      [
        'aws:ec2/internetGateway:InternetGateway',
        'aws:ec2/natGateway:NatGateway',
        'aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway',
        'aws:ec2/eip:Eip',
      ],
      'is a way to the internet',
    ),
  },
  {
    id: 'vpc-no-route-out',
    title: 'No route leads everywhere',
    why: 'A gateway that another program made would be used.',
    like: 'Prowler vpc_peering_routing_tables_with_least_privilege',
    check: (graph) => [
      ...each('aws:ec2/route:Route', (route) =>
        EVERYWHERE.includes(
          String(at(route, 'destinationCidrBlock') ?? at(route, 'destinationIpv6CidrBlock')),
        )
          ? 'leads everywhere'
          : undefined,
      )(graph),
      ...each('aws:ec2/routeTable:RouteTable', (table) =>
        list(at(table, 'routes')).some((route) =>
          EVERYWHERE.includes(String((route as { cidrBlock?: string }).cidrBlock)),
        )
          ? 'leads everywhere'
          : undefined,
      )(graph),
    ],
  },
  {
    id: 'subnets-no-public-address',
    title: 'No subnet hands out public addresses',
    why: 'A machine with a public address is one rule away from the internet.',
    like: 'Checkov CKV_AWS_130, FSBP EC2.15',
    check: each('aws:ec2/subnet:Subnet', (subnet) =>
      at(subnet, 'mapPublicIpOnLaunch') === true ? 'hands out public addresses' : undefined,
    ),
  },
  {
    id: 'sg-no-open-ingress',
    title: 'No security group lets everybody in',
    why: 'Scanners try every port of every address within minutes.',
    like: 'Checkov CKV_AWS_24, 25, 260 and 277, CIS 5.2',
    check: everyRule((rule) => (rule.way === 'in' && isOpen(rule) ? 'lets everybody in' : undefined)),
  },
  {
    id: 'sg-no-open-egress',
    title: 'No security group lets out to everywhere',
    why: 'Recordings could leave by whatever way is added later.',
    like: 'Checkov CKV_AWS_382, tfsec aws-ec2-no-public-egress-sgr',
    check: everyRule((rule) => (rule.way === 'out' && isOpen(rule) ? 'lets out to everywhere' : undefined)),
  },
  {
    id: 'sg-rules-described',
    title: 'Every security group and rule says what it is for',
    why: 'A rule that nobody understands is never removed.',
    like: 'Checkov CKV_AWS_23, tfsec aws-ec2-add-description-to-security-group-rule',
    check: (graph) => [
      ...everyRule(({ description }) => (description ? undefined : 'a rule has no description'))(graph),
      ...each(GROUP, (group) =>
        at(group, 'description') && at(group, 'description') !== 'Managed by Pulumi'
          ? undefined
          : 'has no description',
      )(graph),
    ],
  },
  {
    id: 'vpc-default-sg-closed',
    title: 'The default security group lets nothing in or out',
    why: 'Whatever names no group gets it.',
    like: 'Checkov CKV2_AWS_12, CIS 5.4, FSBP EC2.2',
    check: accompanied(VPC, 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup', 'vpcId', (group) =>
      list(at(group, 'ingress')).length + list(at(group, 'egress')).length === 0 ? undefined : 'has rules',
    ),
  },
  {
    id: 'vpc-flow-logs',
    title: 'The network logs what flows and what was refused',
    why: 'The only trace of an attempt to leave it.',
    like: 'Checkov CKV2_AWS_11, CIS 3.7, FSBP EC2.6',
    check: accompanied(VPC, 'aws:ec2/flowLog:FlowLog', 'vpcId', (log) =>
      ['ALL', 'REJECT'].includes(String(at(log, 'trafficType'))) ? undefined : 'logs accepted traffic only',
    ),
  },
  {
    id: 'endpoint-policy-own',
    title: 'Every endpoint that takes a policy has its own',
    why: 'The default lets a stolen key of another account carry recordings out through it.',
    like: 'AWS data perimeter; Prowler vpc_endpoint_connections_trust_boundaries',
    check: each(ENDPOINT, (endpoint) => (at(endpoint, 'policy') ? undefined : 'has the default policy')),
  },
  {
    id: 'endpoint-policy-limited',
    title: 'No endpoint lets everybody do everything',
    why: 'A policy of its own must limit something: the resources, or who asks.',
    like: 'AWS data perimeter',
    check: everyStatement(['endpoint'], ({ statement }) =>
      statement.Effect === 'Allow' &&
      (actionsOf(statement).includes('*') || isForAnyone(statement)) &&
      resourcesOf(statement).includes('*') &&
      conditionKeys(statement).length === 0
        ? 'lets everybody reach every resource'
        : undefined,
    ),
  },
];
