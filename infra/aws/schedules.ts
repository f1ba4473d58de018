import * as aws from '@pulumi/aws';
import type { ServiceManifest } from '../../shared/service/define.ts';
import type { Context, Part } from './part.ts';

/** How EventBridge writes an interval. @throws an Error for one that it does not know: it counts minutes. */
export function rateOf({ name }: { name: string }, everySeconds: number): string {
  const minutes = everySeconds / 60;
  if (!Number.isInteger(minutes) || minutes < 1)
    throw new Error(`${name}: a schedule on AWS has whole minutes, not ${everySeconds} s.`);
  return minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`;
}

/**
 * Calls a scheduled service again and again. A call that fails is not repeated: the next one is near, and does the
 * same. Two may overlap, as two machines might; whatever they do is made once.
 */
export function makeSchedule(
  manifest: ServiceManifest,
  made: aws.lambda.Function,
  { names }: Context,
  part: Part,
): void {
  const { name, on } = manifest;
  if (!('everySeconds' in on)) return;
  const parent = { parent: part };
  const rule = new aws.cloudwatch.EventRule(
    name,
    {
      name: names.function(name),
      description: `Calls the service ${name}.`,
      scheduleExpression: rateOf(manifest, on.everySeconds),
    },
    parent,
  );
  const allowed = new aws.lambda.Permission(
    `${name}-schedule`,
    {
      statementId: 'FromItsSchedule',
      action: 'lambda:InvokeFunction',
      function: made.name,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    },
    parent,
  );
  new aws.lambda.FunctionEventInvokeConfig(
    name,
    { functionName: made.name, maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    parent,
  );
  new aws.cloudwatch.EventTarget(
    name,
    { rule: rule.name, arn: made.arn, targetId: name },
    { parent: part, dependsOn: [allowed] },
  );
}
