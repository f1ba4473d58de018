import * as aws from '@pulumi/aws';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { environmentOf, type Needed } from './functions-environment.ts';
import { fedFromQueues, isPrivate } from './kinds.ts';
import { type Context, Part } from './part.ts';
import { rightsOf } from './rights/index.ts';
import { policyDocument } from './rights/statement.ts';
import { makeSchedule } from './schedules.ts';
import type { Code, Functions } from './shapes.ts';

/** From this timeout on a message is handled alone: ten in turn would not fit into one call. */
const LONG_SECONDS = 300;
const BATCH = 10;
/** What AWS takes at least. The manifest's one is a wish: nothing depends on it, all effects are made once. */
const MIN_CONCURRENCY = 2;

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
});

/**
 * Each service as a function: with a role that has the manifest's rights and no others, its own log, and what starts
 * it, its queue or the clock. The gateway starts the rest. None has reserved concurrency: new accounts have 10
 * executions in all. None is traced by X-Ray, whose rights know no resources and which private subnets do not reach:
 * events and log lines carry the ids that a session is followed by.
 */
export function makeFunctions(
  context: Context,
  manifests: readonly ServiceManifest[],
  needed: Needed,
  code: Code,
): Functions {
  const part = new Part('functions');
  const fed = fedFromQueues(manifests);
  const { sandboxImageParameter: imageParameter, events } = context.config;
  const made = manifests.map((manifest) => {
    const { name } = manifest;
    const policy = policyDocument(rightsOf(manifest, { ...context, events, fed, imageParameter }));
    const { role, rights } = makeRole(context, name, policy, part);
    const log = new aws.cloudwatch.LogGroup(
      name,
      { name: context.names.logGroup(name), retentionInDays: context.config.logDays },
      { parent: part },
    );
    const made = new aws.lambda.Function(
      name,
      {
        name: context.names.function(name),
        description: manifest.does,
        role: role.arn,
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        handler: 'index.handler',
        code: code(name),
        memorySize: manifest.limits.memory,
        timeout: manifest.limits.timeout,
        environment: { variables: environmentOf(context, manifest, needed) },
        loggingConfig: { logFormat: 'Text', logGroup: log.name },
        ...(isPrivate(manifest) && {
          vpcConfig: {
            subnetIds: [...needed.network.privateSubnetIds],
            securityGroupIds: [needed.network.functionSecurityGroupId],
          },
        }),
      },
      // Without its rights it could neither be connected nor begin its log.
      { parent: part, dependsOn: [rights, log] },
    );
    feed(manifest, made, rights, needed, part);
    makeSchedule(manifest, made, context, part);
    return [name, { arn: made.arn, name: made.name, invokeArn: made.invokeArn }];
  });
  return Object.fromEntries(made) as Functions;
}

function makeRole(
  { names }: Context,
  name: string,
  policy: string,
  part: Part,
): { role: aws.iam.Role; rights: aws.iam.RolePolicy } {
  const role = new aws.iam.Role(
    name,
    {
      name: names.function(name),
      description: `What the service ${name} may do, as its manifest says.`,
      assumeRolePolicy: TRUST,
    },
    { parent: part },
  );
  const rights = new aws.iam.RolePolicy(name, { name: 'rights', role: role.name, policy }, { parent: part });
  return { role, rights };
}

/** Lets Lambda take messages from the service's queue; one that failed comes back alone. */
function feed(
  { name, limits }: ServiceManifest,
  made: aws.lambda.Function,
  rights: aws.iam.RolePolicy,
  { queues }: Needed,
  part: Part,
): void {
  const queue = queues[name];
  if (!queue) return;
  new aws.lambda.EventSourceMapping(
    name,
    {
      functionName: made.name,
      eventSourceArn: queue.arn,
      batchSize: limits.timeout >= LONG_SECONDS ? 1 : BATCH,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: Math.max(MIN_CONCURRENCY, limits.concurrency) },
    },
    { parent: part, dependsOn: [rights] },
  );
}
