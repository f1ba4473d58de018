import { describe, expect, test } from '@jest/globals';
import { lifecycleOf } from '../../../infra/aws/bucket-lifecycles.ts';
import { dashboardBody, type Widget } from '../../../infra/aws/dashboard-body.ts';
import { STAGE } from '../../../infra/aws/gateway-permissions.ts';
import { isFedFromQueue } from '../../../infra/aws/kinds.ts';
import { services } from '../../../services/registry.ts';
import { config, manifestOf, names, place } from './parts.ts';

const manifests = services.map(({ manifest }) => manifest);
const { widgets } = dashboardBody(manifests, { names, place });
const lines = (all: readonly Widget[]): unknown[][] =>
  all.flatMap(({ properties }) => (properties.metrics as unknown[][] | undefined) ?? []);
const titles = (all: readonly Widget[]): unknown[] => all.flatMap(({ properties }) => properties.title ?? []);

test.each(manifests.map((manifest) => [manifest.name, manifest] as const))(
  'shows how %s does, and how long its messages wait',
  (name, manifest) => {
    const shown = JSON.stringify(lines(widgets));
    expect(shown).toContain(JSON.stringify(names.function(name)));
    expect(shown.includes(`"QueueName",${JSON.stringify(names.queue(name))}`)).toBe(isFedFromQueue(manifest));
    expect(widgets.some(({ properties }) => String(properties.markdown).startsWith(`## ${name}\n`))).toBe(
      true,
    );
  },
);

test('shows the API, the search domain and the stores', () => {
  expect(titles(widgets)).toEqual(
    expect.arrayContaining(['Requests', 'Answers with 5xx', 'Java heap in use, %', 'Archive', 'Results']),
  );
});

test('asks for the tiers that results lie in, as their lifecycle says', () => {
  const transitions = lifecycleOf('results', config).flatMap(({ transitions = [] }) => transitions);
  expect(transitions.map(({ storageClass }) => storageClass)).toEqual(['INTELLIGENT_TIERING']);
  const results = lines(widgets).filter((line) => line.includes(names.bucket('results')));
  expect(results.map((line) => line[5])).toEqual([
    'IntelligentTieringFAStorage',
    'IntelligentTieringIAStorage',
    'IntelligentTieringAIAStorage',
  ]);
});

test('asks for the stage that the gateway has', () => {
  expect(lines(widgets)).toContainEqual([
    'AWS/ApiGateway',
    'Count',
    'ApiName',
    names.platform,
    'Stage',
    STAGE,
    { stat: 'Sum' },
  ]);
});

describe('its widgets', () => {
  test('lie on the grid and never over each other', () => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column += 1)
        for (let row = y; row < y + height; row += 1) {
          const cell = `${column},${row}`;
          expect(taken.has(cell)).toBe(false);
          taken.add(cell);
        }
    }
  });

  test('follow from the manifests: a new service is a new row', () => {
    const more = dashboardBody([...manifests, manifestOf()], { names, place }).widgets;
    const added = more.filter(({ properties }) => String(properties.markdown).startsWith('## probe\n'));
    expect(added).toHaveLength(1);
    expect(more.length).toBeGreaterThan(widgets.length);
  });
});

test('stays within the 50 metrics up to which CloudWatch shows it for nothing', () => {
  expect(lines(widgets).length).toBeLessThanOrEqual(50);
});
