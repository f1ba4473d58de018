import type { Captures } from './alternatives.ts';
import { PRICED_ON, PRICED_REGION, PRICES, type Price } from './prices.ts';
import { pageTable } from './table.ts';
import { AIMED_MONTH, tables } from './tables.ts';
import type { Usage } from './usage.ts';

/** docs/cost.md, from what `npm run cost` computes. */
export function costPage(captures: Captures, usage: Usage): string {
  const computed = tables(captures, usage)
    .map(({ title, heads, rows }) => `## ${title}\n\n${pageTable(heads, rows)}`)
    .join('\n\n');
  return `<!-- Written by \`npm run cost -- --write\` from the code; changes belong there. -->
# Cost

What a month on AWS costs: counted from the resources that the Pulumi program of the stack \`${captures.oneZone.stack}\`
makes, and from what a usage file says flows through them. \`npm run cost\` prints these tables; \`npm run cost --
--usage FILE\` computes them for your laboratory (start from \`infra/aws/cost/usage.json\`).

Prices are those of ${PRICED_REGION} in US dollars without taxes, written down on ${PRICED_ON}; before you rely on a line, compare
its price with the page named in the last table. The free tier that is taken off is the one that never ends. What
Amazon gives to new accounts (credits, or twelve free months for older ones) is not counted: it ends.

${computed}

## What flows

${usageText(usage)}

## How it is computed

${FORMULAS.map((line) => `- ${line}`).join('\n')}

## What is not in it

${LEFT_OUT.map((line) => `- ${line}`).join('\n')}

## Prices

${pageTable(['what', '>USD', 'for', 'free each month', 'page under aws.amazon.com'], Object.entries(PRICES).map(priceRow))}
`;
}

const priceRow = ([key, { usd, per, unit, free, page }]: readonly [string, Price]) => [
  `\`${key}\``,
  String(usd),
  per === 1 ? unit : `${per.toLocaleString('en-US')} × ${unit}`,
  free === undefined ? '' : free.toLocaleString('en-US'),
  page,
];

function usageText({ sessionsPerDay, session, day, function: each, sandbox, search }: Usage): string {
  return [
    `- ${sessionsPerDay} sessions a day of ${session.bytes / 1e6} MB in ${session.rawFiles} files; results are ${session.resultBytesPerRawByte} of the raw bytes, in ${session.resultFiles} files.`,
    `- For each session ${session.events} events, ${session.deliveries} deliveries, ${session.puts} writes and ${session.gets} reads of small documents.`,
    `- Each day ${day.calls.search ?? 0} searches, ${day.mails} e-mails, ${day.bytesOut / 1e6} MB downloaded, ${day.archivedBytesRead / 1e6} MB of old raw files read again.`,
    `- A call leaves ${each.logBytes} bytes of logs and takes ${each.seconds} s, where \`usage.json\` names no other time.`,
    `- ${sandbox.hoursPerMonth} hours of sandboxes a month on ${sandbox.instanceType}; ${search.people} people in Dashboards.`,
  ].join('\n');
}

const FORMULAS = [
  `A month is 730 hours and 365/12 days. Month ${AIMED_MONTH} is the twelfth in which sessions come in at this rate.`,
  'Bytes are counted as they lie on the last day of the month, by the storage class that the lifecycle rules of the graph give to their age. The average of the month is half a month’s inflow less.',
  'Transitions: each file that reaches the age of a rule during the month. Files below 128 KB do not move; their bytes are too few to show.',
  'Raw requests: each part of 8 MiB, the beginning and end of each upload, and two reads of each file (verify, preprocess), while it is in Standard.',
  'Lambda: calls by session, by day and by schedule (from the graph), times duration, times the memory in the graph. A request to the API is a call of its function and one of the authorizer.',
  'Queues: a mapping keeps 5 long polls of 20 s open, busy or not: 5 × 86,400 / 20 × 365/12 ≈ 657,000 requests a month for each; a message is sent, received and deleted; `reconcile` asks each dead-letter queue every time it runs. Deliveries from SNS to SQS are free.',
  'Alarms: one for each metric that an alarm reads, so that metric math over three metrics is three; three times as much with an anomaly band.',
  'Logs: calls times bytes, access logs by request, flow logs by network interface (of endpoints, search nodes and subnets); kept for the longest retention of any log group.',
  'Events by the store: each event of a function in the network is one write and one read more, a message, and a call of `publish`; its queue is polled as every other. By an endpoint they cost nothing but the endpoint.',
  'Endpoints: zones × 730 h; S3 is reached by the gateway endpoint, which costs nothing, except by private links from the laboratory, where every byte of sessions passes an interface endpoint.',
  'Serverless search: OCU-hours of the hours in which it is awake (it falls asleep after ten idle minutes), without the domain; everything else as it is.',
  'Redshift Serverless: wakes × the longer of their work and 60 s × RPU, and a copy of the results in its storage. It wants subnets in three zones; those cost nothing by themselves.',
  'Without search: without the domain, sign-in to Dashboards, the services `index` and `search` with their queue, and the alarms on all of these.',
] as const;

const LEFT_OUT = [
  'Taxes, support plans, reserved or spot capacity.',
  'The laboratory’s own line to the internet or to a Direct Connect location.',
  'Server access logs of the buckets and the files of the audit trail (a few hundred MB a year, cents).',
  'Bytes between zones: some GB a month at one cent each.',
  'Own domain: its hosted zone is $0.50 a month, its certificate is free.',
  'Athena, Glue, DataSync and image builds: they come with the parts that use them.',
  'GPU instances and sandboxes of other types: ask for a quote before each sandbox.',
] as const;
