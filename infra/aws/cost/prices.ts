/** One row of Amazon's lists for us-east-1, without taxes. */
export interface Price {
  readonly usd: number;
  /** How many units `usd` buys: 1,000 requests, 1 GB-month … */
  readonly per: number;
  readonly unit: string;
  /** Units a month that nobody pays, for as long as the account exists. */
  readonly free?: number;
  /** The page under aws.amazon.com that carries the price. */
  readonly page: string;
}

/** The day on which this table was written down. A bill older than a quarter should be checked against the pages. */
export const PRICED_ON = '2026-11-21';
export const PRICED_REGION = 'us-east-1';

const M = 1_000_000;
const s3 = (usd: number, per: number, unit: string) => ({ usd, per, unit, page: 's3/pricing' });
const perGbMonth = (usd: number) => s3(usd, 1, 'GB-month');
const per1000 = (usd: number) => s3(usd, 1000, 'request');
const node = (usd: number) => ({ usd, per: 1, unit: 'hour', page: 'opensearch-service/pricing' });
const machine = (usd: number) => ({ usd, per: 1, unit: 'hour', page: 'ec2/pricing/on-demand' });

export const PRICES = {
  's3.STANDARD': perGbMonth(0.023),
  's3.STANDARD_IA': perGbMonth(0.0125),
  's3.INTELLIGENT_TIERING': perGbMonth(0.023),
  's3.INTELLIGENT_TIERING.infrequent': perGbMonth(0.0125),
  's3.INTELLIGENT_TIERING.instant': perGbMonth(0.004),
  's3.INTELLIGENT_TIERING.objects': s3(0.0025, 1000, 'object-month'),
  's3.GLACIER_IR': perGbMonth(0.004),
  's3.DEEP_ARCHIVE': perGbMonth(0.00099),
  's3.put': per1000(0.005),
  's3.get': per1000(0.0004),
  's3.to.STANDARD_IA': per1000(0.01),
  's3.to.INTELLIGENT_TIERING': per1000(0.01),
  's3.to.GLACIER_IR': per1000(0.02),
  's3.to.DEEP_ARCHIVE': per1000(0.05),
  's3.from.GLACIER_IR': s3(0.03, 1, 'GB'),
  's3.from.DEEP_ARCHIVE': s3(0.02, 1, 'GB'),
  'lambda.requests': { usd: 0.2, per: M, unit: 'request', free: M, page: 'lambda/pricing' },
  'lambda.time': { usd: 0.0000133334, per: 1, unit: 'GB-second', free: 400_000, page: 'lambda/pricing' },
  'sns.publish': { usd: 0.5, per: M, unit: 'request', free: M, page: 'sns/pricing' },
  'sns.mail': { usd: 2, per: 100_000, unit: 'e-mail', free: 1000, page: 'sns/pricing' },
  'sns.sms': { usd: 0.00645, per: 1, unit: 'SMS to the US', page: 'sns/sms-pricing' },
  'sqs.requests': { usd: 0.4, per: M, unit: 'request', free: M, page: 'sqs/pricing' },
  'api.requests': { usd: 3.5, per: M, unit: 'request', page: 'api-gateway/pricing' },
  'waf.acl': { usd: 5, per: 1, unit: 'ACL', page: 'waf/pricing' },
  'waf.rule': { usd: 1, per: 1, unit: 'rule', page: 'waf/pricing' },
  'waf.requests': { usd: 0.6, per: M, unit: 'request', page: 'waf/pricing' },
  'logs.ingest': { usd: 0.5, per: 1, unit: 'GB', free: 5, page: 'cloudwatch/pricing' },
  'logs.toS3': { usd: 0.28, per: 1, unit: 'GB as Parquet', page: 'cloudwatch/pricing' },
  'logs.store': { usd: 0.03, per: 1, unit: 'GB-month', free: 5, page: 'cloudwatch/pricing' },
  'cloudwatch.alarm': { usd: 0.1, per: 1, unit: 'metric in alarms', free: 10, page: 'cloudwatch/pricing' },
  'cloudwatch.composite': { usd: 0.5, per: 1, unit: 'composite alarm', page: 'cloudwatch/pricing' },
  'cloudwatch.dashboard': { usd: 3, per: 1, unit: 'dashboard', free: 3, page: 'cloudwatch/pricing' },
  'cloudwatch.metric': { usd: 0.3, per: 1, unit: 'custom metric', free: 10, page: 'cloudwatch/pricing' },
  'xray.traces': { usd: 5, per: M, unit: 'trace', free: 100_000, page: 'xray/pricing' },
  'secrets.secret': { usd: 0.4, per: 1, unit: 'secret', page: 'secrets-manager/pricing' },
  'secrets.requests': { usd: 0.05, per: 10_000, unit: 'request', page: 'secrets-manager/pricing' },
  'kms.key': { usd: 1, per: 1, unit: 'key', page: 'kms/pricing' },
  'endpoint.hours': { usd: 0.01, per: 1, unit: 'zone-hour', page: 'privatelink/pricing' },
  'endpoint.bytes': { usd: 0.01, per: 1, unit: 'GB', page: 'privatelink/pricing' },
  'nat.hours': { usd: 0.045, per: 1, unit: 'hour', page: 'vpc/pricing' },
  'address.hours': { usd: 0.005, per: 1, unit: 'IPv4 address-hour', page: 'vpc/pricing' },
  'vpn.hours': { usd: 0.05, per: 1, unit: 'connection-hour', page: 'vpn/pricing' },
  'directconnect.hours': { usd: 0.3, per: 1, unit: '1 Gbit/s port-hour', page: 'directconnect/pricing' },
  'transfer.out': { usd: 0.09, per: 1, unit: 'GB', free: 100, page: 'ec2/pricing/on-demand' },
  'search.t3.small.search': node(0.036),
  'search.t3.medium.search': node(0.073),
  'search.m7g.medium.search': node(0.068),
  'search.m7g.large.search': node(0.135),
  'search.r7g.medium.search': node(0.088),
  'search.r7g.large.search': node(0.177),
  'search.r7g.xlarge.search': node(0.353),
  'search.volume': { usd: 0.122, per: 1, unit: 'GB-month gp3', page: 'opensearch-service/pricing' },
  'serverless.ocu': { usd: 0.24, per: 1, unit: 'OCU-hour', page: 'opensearch-service/pricing' },
  'serverless.bytes': { usd: 0.024, per: 1, unit: 'GB-month', page: 'opensearch-service/pricing' },
  'cognito.people': { usd: 0.015, per: 1, unit: 'monthly user', free: 10_000, page: 'cognito/pricing' },
  'trail.data': { usd: 0.1, per: 100_000, unit: 'data event', page: 'cloudtrail/pricing' },
  'schedule.calls': { usd: 1, per: M, unit: 'invocation', free: 14 * M, page: 'eventbridge/pricing' },
  'ec2.i4i.large': machine(0.172),
  'ec2.i4i.xlarge': machine(0.343),
  'ec2.i4i.2xlarge': machine(0.686),
  'ec2.i4i.4xlarge': machine(1.373),
  'ebs.gp3': { usd: 0.08, per: 1, unit: 'GB-month gp3', page: 'ebs/pricing' },
  'redshift.rpu': { usd: 0.375, per: 1, unit: 'RPU-hour', page: 'redshift/pricing' },
  'redshift.bytes': { usd: 0.024, per: 1, unit: 'GB-month', page: 'redshift/pricing' },
} as const satisfies Record<string, Price>;

export type PriceKey = keyof typeof PRICES;
export type Prices = Readonly<Record<PriceKey, Price>>;

/** The price of something that the graph names, such as an instance type. Throws where the table has none. */
export function priceKey(prefix: string, name: string): PriceKey {
  const key = `${prefix}.${name}`;
  if (key in PRICES) return key as PriceKey;
  const known = Object.keys(PRICES).filter((other) => other.startsWith(`${prefix}.`));
  throw new Error(`infra/aws/cost/prices.ts has no price "${key}"; it has ${known.join(', ')}.`);
}
