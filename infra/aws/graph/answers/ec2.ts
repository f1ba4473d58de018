import { type Answer, type Answers, type Asked, digits } from './answer.ts';

/** Ids such as `vpc-0123456789abcdef0`, and the ARN in the service. */
const numbered =
  (prefix: string, kind?: string, more?: (id: string, asked: Asked) => Record<string, unknown>): Answer =>
  (asked) => {
    const id = `${prefix}-${digits(asked.type + asked.name, 17)}`;
    return {
      id,
      outputs: {
        ...(kind && { arn: asked.arn('ec2', `${kind}/${id}`) }),
        ownerId: asked.place.account,
        ...more?.(id, asked),
      },
    };
  };

/** EC2 with its networks. */
export const ec2: Answers = {
  'aws:ec2/vpc:Vpc': numbered('vpc', 'vpc', (id, { name, place }) => ({
    defaultSecurityGroupId: `sg-${digits(`${name} default`, 17)}`,
    defaultRouteTableId: `rtb-${digits(`${name} default`, 17)}`,
    defaultNetworkAclId: `acl-${digits(`${name} default`, 17)}`,
    mainRouteTableId: `rtb-${digits(`${name} default`, 17)}`,
    arn: `arn:aws:ec2:${place.region}:${place.account}:vpc/${id}`,
  })),
  'aws:ec2/subnet:Subnet': numbered('subnet', 'subnet'),
  'aws:ec2/routeTable:RouteTable': numbered('rtb', 'route-table'),
  'aws:ec2/routeTableAssociation:RouteTableAssociation': numbered('rtbassoc'),
  'aws:ec2/securityGroup:SecurityGroup': numbered('sg', 'security-group'),
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': numbered('sg', 'security-group'),
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': numbered('sgr', 'security-group-rule'),
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': numbered('sgr', 'security-group-rule'),
  'aws:ec2/vpcEndpoint:VpcEndpoint': numbered('vpce', 'vpc-endpoint', (id, { place }) => ({
    prefixListId: 'pl-63a5400a',
    dnsEntries: [{ dnsName: `${id}.vpce.${place.region}.vpce.amazonaws.com`, hostedZoneId: 'Z0' }],
    state: 'available',
  })),
  'aws:ec2/vpnGateway:VpnGateway': numbered('vgw', 'vpn-gateway'),
  'aws:ec2/customerGateway:CustomerGateway': numbered('cgw', 'customer-gateway'),
  'aws:ec2/vpnConnection:VpnConnection': numbered('vpn', 'vpn-connection'),
  'aws:ec2/flowLog:FlowLog': numbered('fl', 'vpc-flow-log'),
  'aws:ec2/launchTemplate:LaunchTemplate': numbered('lt', 'launch-template', () => ({
    latestVersion: 1,
    defaultVersion: 1,
  })),
  'aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint': numbered(
    'eice',
    'instance-connect-endpoint',
  ),
};
