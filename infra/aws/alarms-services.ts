import type { ServiceManifest } from '../../shared/service/define.ts';
import { type AlarmContext, type AlarmPlan, spoken } from './alarms-plan.ts';
import { isFedFromQueue } from './kinds.ts';
import { ofFunction, ofQueue } from './metrics.ts';
import { queuePlan } from './queues-policy.ts';

const FIVE_MINUTES = 300;

/** The alarms of one service, each in the words of its manifest. */
export function serviceAlarms(manifest: ServiceManifest, context: AlarmContext): readonly AlarmPlan[] {
  const { on } = manifest;
  if ('gate' in on) return [nobodyGetsIn(manifest, context)];
  return [
    // What a call from a queue could not do comes again: its message grows old, whatever it failed of.
    ...(isFedFromQueue(manifest)
      ? [deadLetters(manifest, context), oldMessage(manifest, context)]
      : [failedCalls(manifest, context)]),
    ...('everySeconds' in on ? [silent(manifest, on.everySeconds, context)] : []),
  ];
}

const base = (manifest: ServiceManifest, kind: string) => ({
  name: `${manifest.name}-${kind}`,
  ...manifest.failure,
  comparison: 'at least' as const,
  threshold: 1,
  period: FIVE_MINUTES,
  periods: 1,
  // No call, no message: nothing went wrong.
  silence: 'good' as const,
});

/** A fault, a crash, a timeout, or code that does not start. */
const failedCalls = (manifest: ServiceManifest, { names }: AlarmContext): AlarmPlan => ({
  ...base(manifest, 'errors'),
  seen: `A call of ${manifest.name} failed as a whole.`,
  watches: ofFunction(names, manifest, 'Errors', 'Sum'),
});

/**
 * Reconcile takes dead letters within a minute, so that they are seldom seen lying in the queue; but each was
 * received there once.
 */
const deadLetters = (manifest: ServiceManifest, { names }: AlarmContext): AlarmPlan => ({
  ...base(manifest, 'dead-letters'),
  seen:
    `${manifest.name} could not handle a message in ${queuePlan(manifest).maxReceiveCount} deliveries; ` +
    'it is in the inbox now.',
  watches: ofQueue(names.deadQueue(manifest.name), 'NumberOfMessagesReceived', 'Sum'),
});

/**
 * Halfway between the second delivery and the third: it failed twice, or nobody took it. No later, because SQS leaves
 * a message out of this metric once it was received three times.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const oldMessage = (manifest: ServiceManifest, { names }: AlarmContext): AlarmPlan => {
  const age = 1.5 * queuePlan(manifest).visibilityTimeoutSeconds;
  return {
    ...base(manifest, 'age'),
    seen: `A message for ${manifest.name} waits for more than ${spoken(age)}.`,
    watches: ofQueue(names.queue(manifest.name), 'ApproximateAgeOfOldestMessage', 'Maximum'),
    threshold: age,
  };
};

/** A schedule that does not call leaves no failure behind: silence is the fault. */
const silent = (manifest: ServiceManifest, everySeconds: number, { names }: AlarmContext): AlarmPlan => ({
  ...base(manifest, 'silent'),
  seen: `${manifest.name} should be called every ${spoken(everySeconds)}, and was not.`,
  watches: ofFunction(names, manifest, 'Invocations', 'Sum'),
  comparison: 'less than',
  period: Math.max(FIVE_MINUTES, 5 * everySeconds),
  silence: 'bad',
});

/** A token that is refused may count as a failed call: only nearly all of them are an alarm. */
const nobodyGetsIn = (manifest: ServiceManifest, { names }: AlarmContext): AlarmPlan => ({
  ...base(manifest, 'errors'),
  seen: 'Nine of ten requests, and at least ten, were refused by a call that failed.',
  watches: {
    metrics: {
      errors: ofFunction(names, manifest, 'Errors', 'Sum'),
      calls: ofFunction(names, manifest, 'Invocations', 'Sum'),
    },
    expression: 'IF(calls >= 10, 100 * errors / calls, 0)',
  },
  threshold: 90,
  periods: 2,
});
