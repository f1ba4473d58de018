import type { AlarmContext, AlarmPlan } from './alarms-plan.ts';
import { ofApi, ofDomain } from './metrics.ts';

const MINUTE = 60;
/** Part of each instance's volume that should stay free: OpenSearch stops to write before it is used up. */
const FREE_SHARE = 0.2;
const MIB_PER_GIB = 1024;

/** Alarms that belong to no service: of the gateway, of the account, of the search domain. */
export const platformAlarms = (context: AlarmContext): readonly AlarmPlan[] => [
  ...gatewayAlarms(context),
  throttled,
  ...searchAlarms(context),
];

const gatewayAlarms = ({ names }: AlarmContext): AlarmPlan[] => [
  {
    name: 'gateway-5xx',
    alarm: 'The API answers with 5xx',
    seen: 'Five or more answers in five minutes.',
    runbook: 'docs/runbooks/gateway.md',
    watches: ofApi(names, '5XXError', 'Sum'),
    comparison: 'at least',
    threshold: 5,
    period: 5 * MINUTE,
    periods: 1,
    silence: 'good',
  },
  {
    name: 'gateway-slow',
    alarm: 'The API answers slowly',
    seen: 'One request in twenty took ten seconds or more, for a quarter of an hour.',
    runbook: 'docs/runbooks/gateway.md',
    watches: ofApi(names, 'Latency', 'p95'),
    comparison: 'at least',
    threshold: 10_000,
    period: 5 * MINUTE,
    periods: 3,
    silence: 'good',
  },
];

/** Of all functions of the account together, as the limit is: it has no dimension. */
const throttled: AlarmPlan = {
  name: 'functions-throttled',
  alarm: 'Functions are throttled',
  seen: 'Calls were refused because the account runs as many functions at once as it may.',
  runbook: 'docs/runbooks/throttling.md',
  watches: { namespace: 'AWS/Lambda', name: 'Throttles', statistic: 'Sum', dimensions: {} },
  comparison: 'at least',
  threshold: 10,
  period: 5 * MINUTE,
  periods: 2,
  silence: 'good',
};

function searchAlarms({ names, place, config }: AlarmContext): AlarmPlan[] {
  const base = {
    runbook: 'docs/runbooks/search-domain.md',
    comparison: 'at least',
    threshold: 1,
    period: 5 * MINUTE,
    periods: 1,
    // While the domain is made or changed it says nothing now and then.
    silence: 'unknown',
  } as const;
  const of = (metric: string, statistic: string) => ofDomain(names, place, metric, statistic);
  const yellow: AlarmPlan = {
    ...base,
    name: 'search-yellow',
    alarm: 'The search domain lacks copies',
    seen: 'Its state is yellow for a quarter of an hour: the next instance that fails takes shards with it.',
    watches: of('ClusterStatus.yellow', 'Maximum'),
    periods: 3,
  };
  const volume = config.search.volumeGib;
  return [
    {
      ...base,
      name: 'search-red',
      alarm: 'The search domain does not answer for all sessions',
      seen: 'Its state is red, or it says nothing at all.',
      watches: of('ClusterStatus.red', 'Maximum'),
      periods: 2,
      silence: 'bad',
    },
    // With one instance there are no copies that could be missing.
    ...(config.search.instances > 1 ? [yellow] : []),
    {
      ...base,
      name: 'search-space',
      alarm: 'The search domain runs out of space',
      seen: `Less than a fifth of the ${volume} GiB of an instance is free.`,
      watches: of('FreeStorageSpace', 'Minimum'),
      comparison: 'less than',
      threshold: Math.floor(volume * MIB_PER_GIB * FREE_SHARE),
    },
    {
      ...base,
      name: 'search-memory',
      alarm: 'The search domain runs out of memory',
      seen: 'Nine tenths of the Java heap were in use for a quarter of an hour.',
      watches: of('JVMMemoryPressure', 'Maximum'),
      threshold: 90,
      periods: 3,
    },
    {
      ...base,
      name: 'search-blocked',
      alarm: 'The search domain takes no more documents',
      seen: 'It blocks writing.',
      watches: of('ClusterIndexWritesBlocked', 'Maximum'),
    },
  ];
}
