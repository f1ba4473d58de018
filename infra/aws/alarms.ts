import * as aws from '@pulumi/aws';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { type AlarmContext, type AlarmPlan, describeAlarm } from './alarms-plan.ts';
import { platformAlarms } from './alarms-platform.ts';
import { serviceAlarms } from './alarms-services.ts';
import { type Context, Part } from './part.ts';
import type { Topics } from './shapes.ts';

/** Every alarm of the platform. */
export const alarmPlans = (
  manifests: readonly ServiceManifest[],
  context: AlarmContext,
): readonly AlarmPlan[] => [
  ...manifests.flatMap((manifest) => serviceAlarms(manifest, context)),
  ...platformAlarms(context),
];

/** The alarms as resources: each tells the operators when it begins and when it is over. */
export function makeAlarms(
  context: Context,
  manifests: readonly ServiceManifest[],
  { topics }: { readonly topics: Pick<Topics, 'alarmsArn'> },
): void {
  const part = new Part('alarms');
  for (const plan of alarmPlans(manifests, context)) {
    const tell = [topics.alarmsArn];
    new aws.cloudwatch.MetricAlarm(
      plan.name,
      {
        name: `${context.names.platform}-${plan.name}`,
        alarmDescription: describeAlarm(plan, context),
        comparisonOperator: COMPARISONS[plan.comparison],
        threshold: plan.threshold,
        evaluationPeriods: plan.periods,
        treatMissingData: SILENCE[plan.silence],
        ...watched(plan),
        alarmActions: tell,
        okActions: tell,
      },
      { parent: part },
    );
  }
}

const COMPARISONS = {
  'at least': 'GreaterThanOrEqualToThreshold',
  'less than': 'LessThanThreshold',
} as const satisfies Record<AlarmPlan['comparison'], string>;

const SILENCE = {
  good: 'notBreaching',
  bad: 'breaching',
  unknown: 'missing',
} as const satisfies Record<AlarmPlan['silence'], string>;

type Watched = Partial<aws.cloudwatch.MetricAlarmArgs>;

function watched({ watches, period }: AlarmPlan): Watched {
  if ('name' in watches) {
    const { namespace, name, statistic, dimensions } = watches;
    return { namespace, metricName: name, period, dimensions, ...statisticOf(statistic) };
  }
  const metrics = Object.entries(watches.metrics).map(([id, metric]) => ({
    id,
    metric: {
      namespace: metric.namespace,
      metricName: metric.name,
      stat: metric.statistic,
      dimensions: metric.dimensions,
      period,
    },
  }));
  return {
    metricQueries: [
      { id: 'compared', expression: watches.expression, label: 'Compared', returnData: true },
      ...metrics,
    ],
  };
}

/** Percentiles have a field of their own. */
const statisticOf = (statistic: string): Watched =>
  /^p\d/.test(statistic) ? { extendedStatistic: statistic } : { statistic };
