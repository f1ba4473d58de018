import type { ServiceManifest } from '../../shared/service/define.ts';
import { isFedFromQueue } from './kinds.ts';
import { type Metric, ofApi, ofDomain, ofFunction, ofQueue, ofStore } from './metrics.ts';
import type { Names, Place } from './names.ts';

/** CloudWatch's grid is 24 wide. */
const WIDTH = 24;
const ROW_HEIGHT = 5;
const HEADING_HEIGHT = 2;

interface Given {
  readonly names: Names;
  readonly place: Place;
}

interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** Seconds. */
  readonly period?: number;
}

interface Row {
  /** Markdown. */
  readonly heading: string;
  readonly graphs: readonly Graph[];
}

export interface Widget {
  readonly type: 'text' | 'metric';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The dashboard as CloudWatch takes it: the API, each service with its queue, search, stores. */
export function dashboardBody(
  manifests: readonly ServiceManifest[],
  given: Given,
): { readonly widgets: readonly Widget[] } {
  const rows = [
    apiRow(given),
    ...manifests.map((manifest) => serviceRow(manifest, given)),
    searchRow(given),
    storesRow(given),
  ];
  const widgets: Widget[] = [];
  let y = 0;
  for (const row of rows) {
    widgets.push(...widgetsOf(row, y, given.place.region));
    y += HEADING_HEIGHT + ROW_HEIGHT;
  }
  return { widgets };
}

const apiRow = ({ names }: Given): Row => ({
  heading: '# API',
  graphs: [
    { title: 'Requests', metrics: [ofApi(names, 'Count', 'Sum')] },
    { title: 'Answers with 5xx', metrics: [ofApi(names, '5XXError', 'Sum')] },
    { title: 'Milliseconds to the answer, slowest twentieth', metrics: [ofApi(names, 'Latency', 'p95')] },
  ],
});

function serviceRow(manifest: ServiceManifest, { names }: Given): Row {
  const { name, does, failure } = manifest;
  const queue: Graph[] = isFedFromQueue(manifest)
    ? [
        {
          title: 'Seconds that the oldest waits',
          metrics: [ofQueue(names.queue(name), 'ApproximateAgeOfOldestMessage', 'Maximum')],
        },
      ]
    : [];
  return {
    heading: `## ${name}\n${does} When it fails: ${failure.runbook}`,
    graphs: [
      { title: 'Calls that failed', metrics: [ofFunction(names, manifest, 'Errors', 'Sum')] },
      {
        title: 'Milliseconds of a call, slowest twentieth',
        metrics: [ofFunction(names, manifest, 'Duration', 'p95')],
      },
      ...queue,
    ],
  };
}

const searchRow = ({ names, place }: Given): Row => ({
  heading: '# Search domain\nWhen it fails: docs/runbooks/search-domain.md',
  graphs: [
    {
      title: 'Free space of the fullest instance, MB',
      metrics: [ofDomain(names, place, 'FreeStorageSpace', 'Minimum')],
    },
    { title: 'Java heap in use, %', metrics: [ofDomain(names, place, 'JVMMemoryPressure', 'Maximum')] },
  ],
});

/** S3 counts once a day. */
const DAY = 86_400;

const storesRow = ({ names }: Given): Row => ({
  heading: '# Stores\nBytes, counted once a day.',
  graphs: [
    {
      title: 'Archive',
      period: DAY,
      metrics: ['GlacierInstantRetrievalStorage', 'DeepArchiveStorage'].map((type) =>
        ofStore(names, 'archive', 'BucketSizeBytes', type),
      ),
    },
    {
      title: 'Results',
      period: DAY,
      // Small files stay in Standard: they are too few bytes to show.
      metrics: ['FA', 'IA', 'AIA'].map((tier) =>
        ofStore(names, 'results', 'BucketSizeBytes', `IntelligentTiering${tier}Storage`),
      ),
    },
  ],
});

function widgetsOf({ heading, graphs }: Row, y: number, region: string): Widget[] {
  const width = Math.floor(WIDTH / graphs.length);
  return [
    { type: 'text', x: 0, y, width: WIDTH, height: HEADING_HEIGHT, properties: { markdown: heading } },
    ...graphs.map(
      (graph, i): Widget => ({
        type: 'metric',
        x: i * width,
        y: y + HEADING_HEIGHT,
        width,
        height: ROW_HEIGHT,
        properties: {
          title: graph.title,
          region,
          view: 'timeSeries',
          period: graph.period ?? 300,
          metrics: graph.metrics.map(lineOf),
        },
      }),
    ),
  ];
}

/** Namespace, name, then dimensions by name and value, as CloudWatch writes it. */
const lineOf = ({ namespace, name, dimensions, statistic }: Metric): unknown[] => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { stat: statistic },
];
