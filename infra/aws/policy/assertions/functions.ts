import { services } from '../../../../services/registry.ts';
import { type Assertion, accompanied, at, each, none } from '../assertion.ts';
import { secretIn } from '../secret-in.ts';

const FUNCTION = 'aws:lambda/function:Function';

/** Runtimes that AWS maintains for two more years. */
const CURRENT = ['nodejs24.x'];

/** Services that must run inside the network: those that say so, and those that use search. */
const INSIDE = services
  .map(({ manifest }) => manifest)
  .filter(({ network, uses }) => network === 'private' || uses.search !== undefined)
  .map(({ name }) => name);

const serviceOf = (name: unknown, stack: string): string => String(name).replace(`sessions-${stack}-`, '');

export const functions: readonly Assertion[] = [
  {
    id: 'lambda-runtime-current',
    title: 'Every function runs on a current runtime',
    why: 'Old runtimes get no security fixes, and one day no deployments.',
    like: 'Checkov CKV_AWS_363, FSBP Lambda.2',
    check: each(FUNCTION, (called) =>
      CURRENT.includes(String(at(called, 'runtime')))
        ? undefined
        : `runs on ${String(at(called, 'runtime'))}`,
    ),
  },
  {
    id: 'lambda-arm64',
    title: 'Every function runs on arm64',
    why: 'A fifth cheaper for the same memory; and what runs in one place only is not tested.',
    like: 'own; AWS Compute Optimizer',
    check: each(FUNCTION, (called) =>
      (at(called, 'architectures.0') ?? 'x86_64') === 'arm64' ? undefined : 'runs on x86_64',
    ),
  },
  {
    id: 'lambda-environment-without-secrets',
    title: 'No environment variable holds a secret',
    why: 'Whoever may see the configuration of a function would see it.',
    like: 'Checkov CKV_AWS_45, Prowler awslambda_function_no_secrets_in_variables',
    check: each(FUNCTION, (called) => {
      const variables = (at(called, 'environment.variables') ?? {}) as Record<string, unknown>;
      return Object.entries(variables)
        .map(([name, value]) => secretIn(name, String(value)))
        .find((found) => found !== undefined);
    }),
  },
  {
    id: 'lambda-inside-network',
    title: 'Functions that touch signals or search run in private subnets',
    why: 'Code that reads recordings has no way to the internet, whatever is in it.',
    like: 'Checkov CKV_AWS_117',
    check: (graph) =>
      each(FUNCTION, (called) => {
        if (!INSIDE.includes(serviceOf(at(called, 'name'), graph.stack))) return undefined;
        const subnets = at(called, 'vpcConfig.subnetIds');
        return Array.isArray(subnets) && subnets.length > 0 ? undefined : 'runs outside the network';
      })(graph),
  },
  {
    id: 'lambda-own-role',
    title: 'Every function has a role of its own',
    why: 'A shared role gives each the rights of all.',
    like: 'Prowler and FSBP: least privilege of execution roles',
    check: (graph) => {
      const used = new Map<unknown, number>();
      for (const { type, inputs } of graph.resources)
        if (type === FUNCTION) used.set(inputs.role, (used.get(inputs.role) ?? 0) + 1);
      return each(FUNCTION, (called) => (used.get(called.inputs.role) === 1 ? undefined : 'shares its role'))(
        graph,
      );
    },
  },
  {
    id: 'lambda-logs-kept-apart',
    title: 'Every function has a log group that the program made',
    why: 'One that Lambda makes by itself keeps its lines for ever.',
    like: 'Checkov CKV_AWS_338, Prowler cloudwatch_log_group_retention',
    check: (graph) => {
      const groups = graph.resources
        .filter(({ type }) => type === 'aws:cloudwatch/logGroup:LogGroup')
        .map(({ inputs }) => inputs.name);
      return each(FUNCTION, (called) => {
        const expected = at(called, 'loggingConfig.logGroup') ?? `/aws/lambda/${String(at(called, 'name'))}`;
        return groups.includes(expected) ? undefined : `has no log group ${String(expected)}`;
      })(graph);
    },
  },
  {
    id: 'lambda-traced',
    title: 'Every function is traced',
    why: 'A slow request crosses gateway, function and stores: a trace says where its time went.',
    like: 'Checkov CKV_AWS_50, FSBP Lambda.7',
    check: each(FUNCTION, (called) =>
      at(called, 'tracingConfig.mode') === 'Active' ? undefined : 'is not traced',
    ),
  },
  {
    id: 'lambda-permission-has-source',
    title: 'Every permission to call a function names who calls',
    why: 'Without it any API, rule or bucket of any account could call it: the confused deputy.',
    like: 'Checkov CKV_AWS_364, Prowler awslambda_function_not_publicly_accessible',
    check: each('aws:lambda/permission:Permission', (permission) => {
      if (at(permission, 'principal') === '*') return 'lets anyone call';
      return at(permission, 'sourceArn') ? undefined : 'names no source';
    }),
  },
  {
    id: 'lambda-no-url',
    title: 'No function has an address of its own',
    why: 'It would stand beside the gateway: no allow-list, no limits, no authorizer.',
    like: 'Checkov CKV_AWS_258, Prowler awslambda_function_url_public',
    check: none(['aws:lambda/functionUrl:FunctionUrl'], 'is reached beside the gateway'),
  },
  {
    id: 'queues-consumed-by-function',
    title: 'Every queue that is fed is consumed',
    why: 'Messages that nobody reads are lost when their time is over.',
    like: 'own',
    check: (graph) =>
      accompanied(
        'aws:sqs/queue:Queue',
        'aws:lambda/eventSourceMapping:EventSourceMapping',
        'eventSourceArn',
      )({
        ...graph,
        resources: graph.resources.filter(
          ({ type, inputs }) => type !== 'aws:sqs/queue:Queue' || !String(inputs.name).endsWith('-dead'),
        ),
      }),
  },
];
