import * as pulumi from '@pulumi/pulumi';
import type { Config } from '../../../infra/aws/config.ts';
import { answerResource } from '../../../infra/aws/graph/answer-resource.ts';
import type { Resource } from '../../../infra/aws/graph/graph.ts';
import { namesOf, type Place } from '../../../infra/aws/names.ts';
import type { Context } from '../../../infra/aws/part.ts';
import type { Network, Search, Stores, Workbench } from '../../../infra/aws/shapes.ts';
import type { ServiceManifest } from '../../../shared/service/define.ts';

export const place: Place = { stack: 'test', account: '000000000000', region: 'us-east-1' };
export const names = namesOf(place);

/** A small stack, for tests of what follows from manifests. */
export const config: Config = {
  zones: 1,
  cidr: '10.20.0.0/20',
  connectivity: 'public',
  events: 'store',
  allowedAddresses: ['192.0.2.0/24'],
  limits: { perAddress: 1000, perKeyRate: 20, perKeyBurst: 40, perKeyDaily: 100_000 },
  search: {
    instanceType: 't3.small.search',
    instances: 1,
    volumeGib: 20,
    signIn: 'cognito',
    groups: { researchers: '*' },
  },
  archive: { lockMode: 'GOVERNANCE', lockYears: 1, glacierAfterDays: 1, deepArchiveAfterDays: 365 },
  logDays: 30,
  operators: ['ops@lab.example', '#alerts'],
};

export const contextOf = (more: Partial<Config> = {}): Context => ({
  config: { ...config, ...more },
  place,
  names,
});

/** A manifest that asks for nothing. */
export const manifestOf = (more: Partial<ServiceManifest> = {}): ServiceManifest => ({
  name: 'probe',
  does: 'Takes part in a test.',
  on: { http: [] },
  emits: [],
  uses: {},
  limits: { memory: 128, timeout: 10, concurrency: 1 },
  failure: { alarm: 'Tests fail', runbook: 'docs/runbooks/status.md' },
  ...more,
});

export interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Resource['inputs'];
}

/** What `make` asks of AWS, without an account: once a test file, since Pulumi's runtime keeps its state. */
export async function madeBy(make: () => void): Promise<readonly Made[]> {
  const made: Made[] = [];
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource: ({ type, name, inputs }) => {
        // As JSON: what is undefined is left out.
        const asked = JSON.parse(JSON.stringify(inputs)) as Record<string, unknown>;
        const { id, outputs } = answerResource({ type, name, inputs: asked, place });
        made.push({ type, name, inputs: asked });
        return { id, state: { ...inputs, ...outputs } };
      },
    },
    'sessions',
    place.stack,
  );
  await pulumi.runtime.runInPulumiStack(async () => {
    make();
    return {};
  });
  await pulumi.runtime.disconnect();
  return made;
}

export const find = (made: readonly Made[], type: string, name: string): Made['inputs'] => {
  const found = made.find((each) => each.type === type && each.name === name);
  if (!found) throw new Error(`There is no ${type} "${name}".`);
  return found.inputs;
};

/** A policy or another document that a resource holds as JSON. */
export const json = <T = { Statement: Record<string, unknown>[] }>(value: unknown): T =>
  JSON.parse(String(value)) as T;

const out = <T>(value: T): pulumi.Output<T> => pulumi.output(value) as pulumi.Output<T>;

export const network: Network = {
  vpcId: out('vpc-1'),
  privateSubnetIds: [out('subnet-1')],
  privateRouteTableIds: [out('rtb-1')],
  functionSecurityGroupId: out('sg-functions'),
  searchSecurityGroupId: out('sg-search'),
  sandboxSecurityGroupId: out('sg-sandbox'),
  s3EndpointId: out('vpce-1'),
};

const store = (name: keyof Stores) => ({ name: out(names.bucket(name)), arn: out(names.bucketArn(name)) });
export const stores: Stores = {
  landing: store('landing'),
  archive: store('archive'),
  results: store('results'),
  ledger: store('ledger'),
};

export const search: Search = {
  endpoint: out('https://search.example'),
  arn: out(names.domainArn),
  dashboards: out('https://search.example/_dashboards'),
};

export const workbench: Workbench = {
  templateId: out('lt-1'),
  instanceRoleArn: out(names.instanceRoleArn),
  instanceRoleId: out('AROATEST'),
};
