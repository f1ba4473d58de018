const NO_NETWORK =
  'The emulator has no network; test/infra/aws/egress.test.ts follows every call through the planned one.';
const STORED_ONLY = 'The emulator would store it and do nothing with it; assertions on the graph hold it.';
const NO_DOMAIN = 'The real engine stands in its place, behind a gate that asks IAM as the domain does.';
const NO_SIGN_IN = 'Nobody signs in to Dashboards here; the plan of its roles is applied and recorded.';

/** Types of resources that are not made on the emulator, each with the reason and where it is looked at instead. */
export const NOT_EMULATED: Readonly<Record<string, string>> = {
  'aws:apigateway/account:Account': STORED_ONLY,
  'aws:apigateway/methodSettings:MethodSettings':
    'Limits of all keys together would slow the other tests down.',
  'aws:budgets/budget:Budget': STORED_ONLY,
  'aws:cloudtrail/trail:Trail': STORED_ONLY,
  'aws:cloudwatch/dashboard:Dashboard': STORED_ONLY,
  'aws:cloudwatch/logGroup:LogGroup': STORED_ONLY,
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': STORED_ONLY,
  'aws:cloudwatch/metricAlarm:MetricAlarm':
    'The emulator has no metrics of queues; a test compares names and dimensions.',
  'aws:cognito/identityPool:IdentityPool': NO_SIGN_IN,
  'aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment': NO_SIGN_IN,
  'aws:cognito/managedUserPoolClient:ManagedUserPoolClient': NO_SIGN_IN,
  'aws:cognito/userGroup:UserGroup': NO_SIGN_IN,
  'aws:cognito/userPool:UserPool': NO_SIGN_IN,
  'aws:cognito/userPoolDomain:UserPoolDomain': NO_SIGN_IN,
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': NO_NETWORK,
  'aws:ec2/flowLog:FlowLog': NO_NETWORK,
  'aws:ec2/routeTable:RouteTable': NO_NETWORK,
  'aws:ec2/routeTableAssociation:RouteTableAssociation': NO_NETWORK,
  'aws:ec2/vpcEndpoint:VpcEndpoint': NO_NETWORK,
  'aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint': NO_NETWORK,
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': 'GitHub gives no tokens to an emulator.',
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment':
    "Policies of AWS's own, for roles that AWS's services use.",
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': STORED_ONLY,
  'aws:opensearch/domain:Domain': NO_DOMAIN,
  'aws:s3/bucketLogging:BucketLogging': STORED_ONLY,
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': STORED_ONLY,
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': STORED_ONLY,
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': NO_NETWORK,
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': NO_NETWORK,
  'aws:wafv2/webAcl:WebAcl': STORED_ONLY,
  'aws:wafv2/webAclAssociation:WebAclAssociation': STORED_ONLY,
};
