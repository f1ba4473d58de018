import { glob, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { captureGraph } from '../../infra/aws/graph/capture.ts';
import type { Graph } from '../../infra/aws/graph/graph.ts';
import { services } from '../../services/registry.ts';
import {
  callGaps,
  callsInto,
  eventGaps,
  functionGaps,
  kindGaps,
  missingServices,
  namedGaps,
  queueGaps,
  unknownEvents,
  wayGaps,
} from './diagrams.ts';
import { type Flowchart, flowchartsOf } from './flowchart.ts';

const root = new URL('../../', import.meta.url);
const page = await readFile(new URL('docs/architecture.md', root), 'utf8');
const manifests = services.map(({ manifest }) => manifest);
const [domain, aws, ...more] = flowchartsOf(page) as [Flowchart, Flowchart];

/** Each resource once: what only the second has beside those of the first. */
function union(first: Graph, second: Graph): Graph {
  const keyOf = ({ type, name }: Graph['resources'][number]): string => `${type} ${name}`;
  const there = new Set(first.resources.map(keyOf));
  const others = second.resources.filter((resource) => !there.has(keyOf(resource)));
  return { ...first, resources: [...first.resources, ...others] };
}

test('the page has two diagrams', () => {
  expect([domain, aws, ...more]).toHaveLength(2);
});

describe('the diagram of the services', () => {
  test('shows every service', () => {
    expect(missingServices(domain, manifests)).toEqual([]);
  });

  test('has an arrow for each event from whoever emits it to whoever handles it, and no other', () => {
    expect(eventGaps(domain, manifests)).toEqual([]);
    expect(unknownEvents(domain)).toEqual([]);
  });
});

describe('the diagram of AWS', () => {
  let graph: Graph;
  beforeAll(async () => {
    // Together they have both ways by which functions in the network publish.
    const [dev, staging] = await Promise.all([
      captureGraph({ stack: 'dev' }),
      captureGraph({ stack: 'staging' }),
    ]);
    graph = union(dev, staging);
  });

  test('shows every service', () => {
    expect(missingServices(aws, manifests)).toEqual([]);
  });

  test('shows every function, in the network where it is connected to it', () => {
    expect(functionGaps(aws, graph)).toEqual([]);
  });

  test('shows every queue with its dead letters: what comes in, who takes it out', () => {
    expect(queueGaps(aws, graph)).toEqual([]);
    expect(unknownEvents(aws)).toEqual([]);
  });

  test('shows whom the gateway and the clock call', () => {
    const { api, schedule } = callsInto(graph);
    expect(callGaps(aws, 'api', api)).toEqual([]);
    expect(callGaps(aws, 'schedule', schedule)).toEqual([]);
  });

  test('shows by which way each service reaches what it calls', () => {
    expect(wayGaps(aws, manifests)).toEqual([]);
  });

  test('shows every topic, endpoint, bucket and secret', () => {
    expect([
      ...kindGaps(aws, graph, 'aws:sns/topic:Topic', '-topic'),
      ...kindGaps(aws, graph, 'aws:ec2/vpcEndpoint:VpcEndpoint', '-endpoint'),
      ...namedGaps(aws, graph, 'aws:s3/bucket:Bucket'),
      ...namedGaps(aws, graph, 'aws:secretsmanager/secret:Secret'),
    ]).toEqual([]);
  });

  test('has the endpoints, the domain and the instances in the network', () => {
    for (const id of ['s3-endpoint', 'sns-endpoint', 'domain', 'instances'])
      expect([id, aws.nodes.get(id)]).toEqual([id, ['network']]);
  });
});

test('every folder of the table is there', async () => {
  const table = page.slice(page.indexOf('## Folders'), page.indexOf('`npm run check`'));
  const cells = [...table.matchAll(/^\| (`[^|]+`) /gm)].map(([, cell = '']) => cell);
  const folders = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path));
  expect(folders.length).toBeGreaterThan(10);
  for (const folder of folders) {
    const found = await Array.fromAsync(glob(folder.replace(/<\w+>/, '*'), { cwd: root }));
    expect([folder, found.length > 0]).toEqual([folder, true]);
  }
});
