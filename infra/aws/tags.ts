/**
 * Types of resources that take tags, of those that the program makes. Pulumi's default tags know no parts, and a
 * provider for each part would be a process for each; test/infra/aws/tags.test.ts compares the list with the
 * provider's own types.
 */
export const TAGGED: ReadonlySet<string> = new Set([
  'aws:apigateway/domainName:DomainName',
  'aws:apigateway/restApi:RestApi',
  'aws:apigateway/stage:Stage',
  'aws:apigateway/usagePlan:UsagePlan',
  'aws:budgets/budget:Budget',
  'aws:cloudtrail/trail:Trail',
  'aws:cloudwatch/eventRule:EventRule',
  'aws:cloudwatch/logGroup:LogGroup',
  'aws:cloudwatch/metricAlarm:MetricAlarm',
  'aws:cognito/identityPool:IdentityPool',
  'aws:cognito/userPool:UserPool',
  'aws:ec2/customerGateway:CustomerGateway',
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
  'aws:ec2/flowLog:FlowLog',
  'aws:ec2/launchTemplate:LaunchTemplate',
  'aws:ec2/routeTable:RouteTable',
  'aws:ec2/securityGroup:SecurityGroup',
  'aws:ec2/subnet:Subnet',
  'aws:ec2/vpc:Vpc',
  'aws:ec2/vpcEndpoint:VpcEndpoint',
  'aws:ec2/vpnConnection:VpnConnection',
  'aws:ec2/vpnGateway:VpnGateway',
  'aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint',
  'aws:iam/instanceProfile:InstanceProfile',
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
  'aws:iam/policy:Policy',
  'aws:iam/role:Role',
  'aws:lambda/eventSourceMapping:EventSourceMapping',
  'aws:lambda/function:Function',
  'aws:opensearch/domain:Domain',
  'aws:s3/bucket:Bucket',
  'aws:secretsmanager/secret:Secret',
  'aws:sns/topic:Topic',
  'aws:sqs/queue:Queue',
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
  'aws:wafv2/webAcl:WebAcl',
]);

/** What every resource carries: bills and searches go by it. */
export const tagsOf = (platform: string, part: string): Readonly<Record<string, string>> => ({
  platform,
  part,
  'managed-by': 'pulumi',
});
