import type { Graph } from '../graph/graph.ts';

/** Types that a meter counts. */
export const METERED: readonly string[] = [
  'aws:cloudtrail/trail:Trail',
  'aws:cloudwatch/compositeAlarm:CompositeAlarm',
  'aws:cloudwatch/dashboard:Dashboard',
  'aws:cloudwatch/eventRule:EventRule',
  'aws:cloudwatch/eventTarget:EventTarget',
  'aws:cloudwatch/logGroup:LogGroup',
  'aws:cloudwatch/logMetricFilter:LogMetricFilter',
  'aws:cloudwatch/metricAlarm:MetricAlarm',
  'aws:cognito/userPool:UserPool',
  'aws:directconnect/connection:Connection',
  'aws:ec2/eip:Eip',
  'aws:ec2/flowLog:FlowLog',
  'aws:ec2/launchTemplate:LaunchTemplate',
  'aws:ec2/natGateway:NatGateway',
  'aws:ec2/subnet:Subnet',
  'aws:ec2/vpcEndpoint:VpcEndpoint',
  'aws:ec2/vpnConnection:VpnConnection',
  'aws:kms/key:Key',
  'aws:lambda/eventSourceMapping:EventSourceMapping',
  'aws:lambda/function:Function',
  'aws:lambda/permission:Permission',
  'aws:opensearch/domain:Domain',
  'aws:s3/bucket:Bucket',
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  'aws:scheduler/schedule:Schedule',
  'aws:secretsmanager/secret:Secret',
  'aws:sns/topic:Topic',
  'aws:sns/topicSubscription:TopicSubscription',
  'aws:sqs/queue:Queue',
  'aws:wafv2/webAcl:WebAcl',
];

/** Modules whose types cost nothing themselves: identities, rights, settings of a thing that is counted. */
const FREE_MODULES: Readonly<Record<string, string>> = {
  'aws:iam/': 'IAM costs nothing',
  'aws:apigateway/': 'the API is billed by its requests',
  'aws:s3/bucket': 'settings of a bucket',
  'aws:vpc/': 'rules of security groups',
  'aws:directconnect/gateway': 'the port is billed, not what joins it',
  'aws:wafv2/webAclAssociation': 'a setting of the access list',
};

/** Single types that cost nothing themselves. */
const FREE: Readonly<Record<string, string>> = {
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': 'a policy',
  'aws:cognito/managedUserPoolClient:ManagedUserPoolClient': 'a setting',
  'aws:ec2/customerGateway:CustomerGateway': 'an address',
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': 'a setting',
  'aws:ec2/routeTable:RouteTable': 'a setting',
  'aws:ec2/routeTableAssociation:RouteTableAssociation': 'a setting',
  'aws:ec2/securityGroup:SecurityGroup': 'a setting',
  'aws:ec2/vpc:Vpc': 'billed by what is in it',
  'aws:ec2/vpnGateway:VpnGateway': 'billed by its connections',
  'aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation': 'a setting',
  'aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint': 'free, as Amazon says',
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': 'a setting',
  'aws:lambda/invocation:Invocation': 'one call a deployment',
  'aws:sns/topicPolicy:TopicPolicy': 'a policy',
  'aws:sqs/queuePolicy:QueuePolicy': 'a policy',
  'aws:budgets/budget:Budget': 'a budget without actions',
  'aws:cognito/identityPool:IdentityPool': 'billed by people who sign in',
  'aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment': 'a setting',
  'aws:cognito/userGroup:UserGroup': 'a setting',
  'aws:cognito/userPoolClient:UserPoolClient': 'a setting',
  'aws:cognito/userPoolDomain:UserPoolDomain': 'a setting; without a name of its own',
};

/**
 * Types of the graph that neither a meter counts nor the lists above call free. One more resource can't slip past the
 * bill: a test asks for this list to be empty.
 */
export function unpriced(graph: Graph): readonly string[] {
  const types = new Set(graph.resources.map(({ type }) => type));
  return [...types].filter((type) => !isPriced(type)).toSorted();
}

const isPriced = (type: string): boolean =>
  !type.startsWith('aws:') ||
  METERED.includes(type) ||
  type in FREE ||
  Object.keys(FREE_MODULES).some((module) => type.startsWith(module));
