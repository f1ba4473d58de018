import type { StoreName } from '../../shared/ports/objects.ts';
import type { ServiceManifest } from '../../shared/service/define.ts';
import type { Names, Place } from './names.ts';

/** One number that CloudWatch has. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** `Sum`, `Maximum` …, or a percentile such as `p95`. */
  readonly statistic: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Numbers of a service's function. */
export const ofFunction = (
  names: Names,
  { name }: Pick<ServiceManifest, 'name'>,
  metric: string,
  statistic: string,
): Metric => ({
  namespace: 'AWS/Lambda',
  name: metric,
  statistic,
  dimensions: { FunctionName: names.function(name) },
});

/** Numbers of a queue, by its name. */
export const ofQueue = (queue: string, metric: string, statistic: string): Metric => ({
  namespace: 'AWS/SQS',
  name: metric,
  statistic,
  dimensions: { QueueName: queue },
});

/** Of the one stage that the gateway has: as gateway-permissions.ts names it. */
const STAGE = 'live';

/** Numbers of the API as a whole. */
export const ofApi = ({ platform }: Names, metric: string, statistic: string): Metric => ({
  namespace: 'AWS/ApiGateway',
  name: metric,
  statistic,
  dimensions: { ApiName: platform, Stage: STAGE },
});

/** Numbers of the search domain. */
export const ofDomain = (
  { domain }: Names,
  { account }: Pick<Place, 'account'>,
  metric: string,
  statistic: string,
): Metric => ({
  namespace: 'AWS/ES',
  name: metric,
  statistic,
  dimensions: { DomainName: domain, ClientId: account },
});

/** What a store holds, once a day; `type` is a storage class as S3 names it there. */
export const ofStore = (names: Names, store: StoreName, metric: string, type: string): Metric => ({
  namespace: 'AWS/S3',
  name: metric,
  statistic: 'Average',
  dimensions: { BucketName: names.bucket(store), StorageType: type },
});
