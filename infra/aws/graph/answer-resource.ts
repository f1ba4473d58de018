import { createHash } from 'node:crypto';
import type { Place } from '../names.ts';

export interface Asked {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

export interface Answered {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** `length` hexadecimal digits that follow from the name alone, as AWS's random ids look. */
const digits = (seed: string, length: number): string =>
  createHash('sha256').update(seed).digest('hex').slice(0, length);

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

type Answer = (asked: Asked & { readonly arn: (service: string, resource: string) => string }) => Answered;

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

/** Ids are ARNs, made from the name that was asked for. */
const byArn =
  (service: string, resource: (name: string) => string, key = 'name'): Answer =>
  ({ inputs, name, arn }) => {
    const found = arn(service, resource(text(inputs[key], name)));
    return { id: found, outputs: { arn: found, [key]: text(inputs[key], name) } };
  };

/** Ids are the names that were asked for. */
const byName =
  (service: string, resource: (name: string) => string, more?: Record<string, unknown>): Answer =>
  ({ inputs, name, arn }) => {
    const id = text(inputs.name, name);
    return { id, outputs: { name: id, arn: arn(service, resource(id)), ...more } };
  };

const iam = (kind: string): Answer => {
  return ({ inputs, name, place, type }) => {
    const id = text(inputs.name, name);
    return {
      id,
      outputs: {
        name: id,
        arn: `arn:aws:iam::${place.account}:${kind}/${id}`,
        uniqueId: `AROA${digits(type + name, 17).toUpperCase()}`,
      },
    };
  };
};

const ANSWERS: Readonly<Record<string, Answer>> = {
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

  'aws:s3/bucket:Bucket': ({ inputs, name, place }) => {
    const id = text(inputs.bucket, name);
    return {
      id,
      outputs: {
        bucket: id,
        arn: `arn:aws:s3:::${id}`,
        bucketDomainName: `${id}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${id}.s3.${place.region}.amazonaws.com`,
        region: place.region,
      },
    };
  },

  'aws:sns/topic:Topic': byArn('sns', (name) => name),
  'aws:sns/topicSubscription:TopicSubscription': ({ inputs, name, type }) => {
    const id = `${String(inputs.topic)}:${uuid(type + name)}`;
    return { id, outputs: { arn: id, pendingConfirmation: false } };
  },
  'aws:sqs/queue:Queue': ({ inputs, name, place, arn }) => {
    const queue = text(inputs.name, name);
    const url = `https://sqs.${place.region}.amazonaws.com/${place.account}/${queue}`;
    return { id: url, outputs: { url, name: queue, arn: arn('sqs', queue) } };
  },

  'aws:lambda/function:Function': ({ inputs, name, place, arn }) => {
    const id = text(inputs.name, name);
    const found = arn('lambda', `function:${id}`);
    return {
      id,
      outputs: {
        name: id,
        arn: found,
        qualifiedArn: `${found}:1`,
        version: '1',
        invokeArn: `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${found}/invocations`,
      },
    };
  },
  'aws:lambda/eventSourceMapping:EventSourceMapping': ({ name, type, arn }) => {
    const id = uuid(type + name);
    return { id, outputs: { uuid: id, arn: arn('lambda', `event-source-mapping:${id}`) } };
  },

  'aws:iam/role:Role': iam('role'),
  'aws:iam/policy:Policy': iam('policy'),
  'aws:iam/instanceProfile:InstanceProfile': iam('instance-profile'),
  'aws:iam/serviceLinkedRole:ServiceLinkedRole': iam('role'),
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': ({ inputs, place }) => {
    const issuer = String(inputs.url).replace(/^https:\/\//, '');
    const arn = `arn:aws:iam::${place.account}:oidc-provider/${issuer}`;
    return { id: arn, outputs: { arn } };
  },

  'aws:secretsmanager/secret:Secret': ({ inputs, name, arn }) => {
    const id = arn('secretsmanager', `secret:${text(inputs.name, name)}-${digits(name, 6)}`);
    return { id, outputs: { arn: id, name: text(inputs.name, name) } };
  },
  'aws:cloudwatch/logGroup:LogGroup': byName('logs', (name) => `log-group:${name}`),
  'aws:cloudwatch/metricAlarm:MetricAlarm': byName('cloudwatch', (name) => `alarm:${name}`),
  'aws:cloudwatch/dashboard:Dashboard': ({ inputs, name, place }) => {
    const id = text(inputs.dashboardName, name);
    return { id, outputs: { dashboardArn: `arn:aws:cloudwatch::${place.account}:dashboard/${id}` } };
  },
  'aws:cloudwatch/eventRule:EventRule': byName('events', (name) => `rule/${name}`),
  'aws:scheduler/schedule:Schedule': byName('scheduler', (name) => `schedule/default/${name}`),
  'aws:cloudtrail/trail:Trail': ({ inputs, name, place, arn }) => {
    const id = arn('cloudtrail', `trail/${text(inputs.name, name)}`);
    return { id, outputs: { arn: id, homeRegion: place.region } };
  },

  'aws:opensearch/domain:Domain': ({ inputs, name, place, arn }) => {
    const domain = text(inputs.domainName, name);
    const endpoint = `vpc-${domain}-${digits(domain, 26)}.${place.region}.es.amazonaws.com`;
    return {
      id: arn('es', `domain/${domain}`),
      outputs: {
        arn: arn('es', `domain/${domain}`),
        domainId: `${place.account}/${domain}`,
        endpoint,
        dashboardEndpoint: `${endpoint}/_dashboards`,
      },
    };
  },

  'aws:apigateway/restApi:RestApi': ({ name, place, type }) => {
    const id = digits(type + name, 10);
    const base = `arn:aws:apigateway:${place.region}::/restapis/${id}`;
    return {
      id,
      outputs: {
        arn: base,
        executionArn: `arn:aws:execute-api:${place.region}:${place.account}:${id}`,
        rootResourceId: digits(`${name} root`, 10),
      },
    };
  },
  'aws:apigateway/deployment:Deployment': ({ name, type }) => ({
    id: digits(type + name, 6),
    outputs: {},
  }),
  'aws:apigateway/stage:Stage': ({ inputs, place }) => {
    const api = String(inputs.restApi);
    const stage = String(inputs.stageName);
    return {
      id: `ags-${api}-${stage}`,
      outputs: {
        arn: `arn:aws:apigateway:${place.region}::/restapis/${api}/stages/${stage}`,
        invokeUrl: `https://${api}.execute-api.${place.region}.amazonaws.com/${stage}`,
        executionArn: `arn:aws:execute-api:${place.region}:${place.account}:${api}/${stage}`,
      },
    };
  },
  'aws:apigateway/usagePlan:UsagePlan': ({ name, place, type }) => {
    const id = digits(type + name, 6);
    return { id, outputs: { arn: `arn:aws:apigateway:${place.region}::/usageplans/${id}` } };
  },
  'aws:wafv2/webAcl:WebAcl': ({ inputs, name, type, arn }) => {
    const id = uuid(type + name);
    return {
      id,
      outputs: { arn: arn('wafv2', `regional/webacl/${text(inputs.name, name)}/${id}`), capacity: 2 },
    };
  },

  'aws:cognito/userPool:UserPool': ({ name, place, type, arn }) => {
    const id = `${place.region}_${digits(type + name, 9)}`;
    return {
      id,
      outputs: {
        arn: arn('cognito-idp', `userpool/${id}`),
        endpoint: `cognito-idp.${place.region}.amazonaws.com/${id}`,
      },
    };
  },
  'aws:cognito/identityPool:IdentityPool': ({ name, place, type, arn }) => {
    const id = `${place.region}:${uuid(type + name)}`;
    return { id, outputs: { arn: arn('cognito-identity', `identitypool/${id}`) } };
  },
};

/** A UUID that follows from the seed alone. */
function uuid(seed: string): string {
  const hex = digits(seed, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What AWS would have answered; for types without an entry above an id and an ARN in the usual form. */
export function answerResource(asked: Asked): Answered {
  const { place, type, name, inputs } = asked;
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  const answer = ANSWERS[type];
  if (answer) return answer({ ...asked, arn });
  const [, module = 'aws', kind = 'resource'] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  const id = text(inputs.name, `${kind}-${digits(type + name, 12)}`);
  return { id, outputs: { arn: arn(module, `${kind}/${id}`) } };
}
