import { of, type Takes } from './takes.ts';

const ec2 = of('ec2');
const directConnect = of('directconnect');

/** Tags are given while a resource is made, and changed on what is the stack's already. */
const tagged: Takes = { tagsOfNew: ec2('CreateTags'), network: ec2('CreateTags', 'DeleteTags') };

/**
 * EC2 judges a request once for each resource in it: making a subnet takes the right on the new one, by the tags in
 * the request, and on its network, by the tags that this has.
 */
interface InNetwork {
  readonly look: readonly string[];
  readonly make?: readonly string[];
  /** Of `make`, what also names a resource that is there already. */
  readonly within?: readonly string[];
  readonly change: readonly string[];
}

const inNetwork = ({ look, make = [], within = [], change }: InNetwork): Takes => ({
  look: ec2(...look),
  newInNetwork: ec2(...make),
  tagsOfNew: tagged.tagsOfNew ?? [],
  network: [...(tagged.network ?? []), ...ec2(...within, ...change)],
});

export const NETWORK: Readonly<Record<string, Takes>> = {
  'aws:ec2/vpc:Vpc': inNetwork({
    look: [
      'DescribeNetworkAcls',
      'DescribeRouteTables',
      'DescribeSecurityGroups',
      'DescribeVpcAttribute',
      'DescribeVpcs',
    ],
    make: ['CreateVpc'],
    change: ['DeleteVpc', 'ModifyVpcAttribute'],
  }),
  // AWS makes it with the network. Only one that is tagged already: a new network's is closed by hand.
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': {
    look: ec2('DescribeSecurityGroupRules', 'DescribeSecurityGroups', 'DescribeVpcs'),
    network: ec2('CreateTags', 'DeleteTags', 'RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress'),
  },
  'aws:ec2/subnet:Subnet': inNetwork({
    look: ['DescribeNetworkInterfaces', 'DescribeSubnets'],
    make: ['CreateSubnet'],
    within: ['CreateSubnet'],
    change: ['DeleteSubnet', 'ModifySubnetAttribute'],
  }),
  'aws:ec2/routeTable:RouteTable': inNetwork({
    look: ['DescribeRouteTables'],
    make: ['CreateRouteTable'],
    within: ['CreateRouteTable'],
    change: ['DeleteRouteTable', 'DisassociateRouteTable'],
  }),
  'aws:ec2/routeTableAssociation:RouteTableAssociation': {
    look: ec2('DescribeRouteTables'),
    network: ec2('AssociateRouteTable', 'DisassociateRouteTable', 'ReplaceRouteTableAssociation'),
  },
  'aws:ec2/securityGroup:SecurityGroup': inNetwork({
    look: ['DescribeNetworkInterfaces', 'DescribeSecurityGroupRules', 'DescribeSecurityGroups'],
    make: ['CreateSecurityGroup'],
    within: ['CreateSecurityGroup'],
    // AWS gives a new one a rule that lets everything out.
    change: ['DeleteSecurityGroup', 'RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress'],
  }),
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': inNetwork({
    look: ['DescribeSecurityGroupRules'],
    make: ['AuthorizeSecurityGroupEgress'],
    within: ['AuthorizeSecurityGroupEgress'],
    change: ['ModifySecurityGroupRules', 'RevokeSecurityGroupEgress'],
  }),
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': inNetwork({
    look: ['DescribeSecurityGroupRules'],
    make: ['AuthorizeSecurityGroupIngress'],
    within: ['AuthorizeSecurityGroupIngress'],
    change: ['ModifySecurityGroupRules', 'RevokeSecurityGroupIngress'],
  }),
  'aws:ec2/vpcEndpoint:VpcEndpoint': {
    ...inNetwork({
      look: [
        'DescribePrefixLists',
        'DescribeSecurityGroups',
        'DescribeSubnets',
        'DescribeVpcEndpoints',
        'DescribeVpcs',
      ],
      make: ['CreateVpcEndpoint'],
      within: ['CreateVpcEndpoint'],
      change: ['DeleteVpcEndpoints', 'ModifyVpcEndpoint'],
    }),
    endpointNames: ['route53:AssociateVPCWithHostedZone'],
  },
  'aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint': {
    ...inNetwork({
      look: ['DescribeInstanceConnectEndpoints'],
      make: ['CreateInstanceConnectEndpoint'],
      within: ['CreateInstanceConnectEndpoint'],
      change: ['DeleteInstanceConnectEndpoint', 'ModifyInstanceConnectEndpoint'],
    }),
    rolesOfServices: ['iam:CreateServiceLinkedRole'],
  },
  'aws:ec2/flowLog:FlowLog': {
    ...inNetwork({
      look: ['DescribeFlowLogs'],
      make: ['CreateFlowLogs'],
      within: ['CreateFlowLogs'],
      change: ['DeleteFlowLogs'],
    }),
    everywhere: of('logs')('CreateLogDelivery', 'DeleteLogDelivery'),
  },
  'aws:ec2/launchTemplate:LaunchTemplate': {
    ...inNetwork({
      look: ['DescribeLaunchTemplates', 'DescribeLaunchTemplateVersions'],
      make: ['CreateLaunchTemplate'],
      change: [
        'CreateLaunchTemplateVersion',
        'DeleteLaunchTemplate',
        'DeleteLaunchTemplateVersions',
        'ModifyLaunchTemplate',
      ],
    }),
    image: ['ssm:GetParameters'],
  },

  'aws:ec2/vpnGateway:VpnGateway': inNetwork({
    look: ['DescribeVpnGateways'],
    make: ['CreateVpnGateway'],
    change: ['AttachVpnGateway', 'DeleteVpnGateway', 'DetachVpnGateway'],
  }),
  'aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation': {
    look: ec2('DescribeRouteTables'),
    network: ec2('DisableVgwRoutePropagation', 'EnableVgwRoutePropagation'),
  },
  'aws:ec2/customerGateway:CustomerGateway': inNetwork({
    look: ['DescribeCustomerGateways'],
    make: ['CreateCustomerGateway'],
    change: ['DeleteCustomerGateway'],
  }),
  'aws:ec2/vpnConnection:VpnConnection': inNetwork({
    look: ['DescribeVpnConnections'],
    make: ['CreateVpnConnection'],
    within: ['CreateVpnConnection'],
    change: [
      'DeleteVpnConnection',
      'ModifyVpnConnection',
      'ModifyVpnConnectionOptions',
      'ModifyVpnTunnelOptions',
    ],
  }),
  'aws:directconnect/gatewayAssociation:GatewayAssociation': {
    directConnect: directConnect(
      'CreateDirectConnectGatewayAssociation',
      'DeleteDirectConnectGatewayAssociation',
      'DescribeDirectConnectGatewayAssociations',
    ),
    everywhere: directConnect('UpdateDirectConnectGatewayAssociation'),
    look: ec2('DescribeVpnGateways'),
  },
};
