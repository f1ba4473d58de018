import { describe, expect, test } from '@jest/globals';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { graphOf, resource } from '../infra/aws/graph-of.ts';
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
import { readFlowchart } from './flowchart.ts';

const chart = (...lines: readonly string[]) => readFlowchart(['flowchart LR', ...lines].join('\n'));

const service = (name: string, more: Partial<ServiceManifest> = {}): ServiceManifest => ({
  name,
  does: 'Something.',
  on: { everySeconds: 60 },
  emits: [],
  uses: {},
  limits: { memory: 128, timeout: 10, concurrency: 1 },
  failure: { alarm: 'It fails', runbook: 'docs/runbooks/index.md' },
  ...more,
});

const commit = service('commit', { on: { events: ['UploadCompleted'] }, emits: ['SessionMigrated'] });
const verify = service('verify', { on: { events: ['SessionMigrated'] } });
const index = service('index', { on: { events: ['SessionMigrated'] }, emits: ['SessionIndexed'] });

test('a service that is not drawn is missing', () => {
  expect(missingServices(chart('commit --> archive'), [commit, verify])).toEqual(['not drawn: verify']);
});

describe('events', () => {
  const both = 'commit -- SessionMigrated --> verify & index';
  const nobody = 'index -- SessionIndexed --> others';

  test('that are drawn as the manifests say leave nothing to add', () => {
    expect(eventGaps(chart(both, nobody), [commit, verify, index])).toEqual([]);
  });

  test('that a further service handles are missing', () => {
    const drawn = chart('commit -- SessionMigrated --> verify', nobody);
    expect(eventGaps(drawn, [commit, verify, index])).toEqual(['not drawn: commit SessionMigrated index']);
  });

  test('that a service has begun to emit are missing, though nobody handles them yet', () => {
    expect(eventGaps(chart(both), [commit, verify, index])).toEqual([
      'not drawn: index SessionIndexed others',
    ]);
  });

  test('that nobody emits, or that go elsewhere, are too many', () => {
    const drawn = chart(
      both,
      nobody,
      'verify -- SessionVerified --> index',
      'commit -- SessionMigrated --> search',
    );
    expect(eventGaps(drawn, [commit, verify, index])).toEqual([
      'drawn, and not there: verify SessionVerified index',
      'drawn, and not there: commit SessionMigrated search',
    ]);
  });

  test('that stand several on one arrow count each', () => {
    const drawn = chart('a -- "SessionMigrated, SessionIndexed" --> others');
    expect(eventGaps(drawn, [service('a', { emits: ['SessionMigrated'] })])).toEqual([
      'drawn, and not there: a SessionIndexed others',
    ]);
  });

  test('with a name that the catalog does not have are told; other labels are not', () => {
    const drawn = chart('a -- SessionMigratd --> b', 'a -- "SHA-256, ranges" --> b', 'a -- HTTPS --> b');
    expect(unknownEvents(drawn)).toEqual(['no event: SessionMigratd']);
  });
});

describe('functions', () => {
  const inside = resource('aws:lambda/function:Function', { name: 'p-index', vpcConfig: {} }, 'index');
  const outside = resource('aws:lambda/function:Function', { name: 'p-verify' }, 'verify');

  test('stand in the network exactly where they are connected to it', () => {
    const graph = graphOf(inside, outside);
    const right = chart('subgraph network ["Network"]', 'index', 'end', 'verify');
    const wrong = chart('subgraph network ["Network"]', 'verify', 'end', 'index');
    expect(functionGaps(right, graph)).toEqual([]);
    expect(functionGaps(wrong, graph)).toEqual([
      'index is in the network, and drawn otherwise',
      'verify is outside of the network, and drawn otherwise',
    ]);
  });

  test('that are not drawn are missing', () => {
    expect(functionGaps(chart('index'), graphOf(outside))).toEqual(['not drawn: verify']);
  });

  test('are called by whom AWS lets call them', () => {
    const permission = (called: string, principal: string) =>
      resource('aws:lambda/permission:Permission', { function: called, principal });
    const graph = graphOf(
      inside,
      outside,
      permission('p-index', 'apigateway.amazonaws.com'),
      permission('p-verify', 'events.amazonaws.com'),
    );
    const { api, schedule } = callsInto(graph);
    const drawn = chart('api --> verify', 'schedule --> verify');
    expect(callGaps(drawn, 'api', api)).toEqual([
      'not drawn: index, from api',
      'drawn, and not there: verify, from api',
    ]);
    expect(callGaps(drawn, 'schedule', schedule)).toEqual([]);
  });
});

describe('queues', () => {
  const arn = (name: string): string => `arn:aws:sqs:us-east-1:1:${name}`;
  const queue = (name: string, more: Record<string, unknown> = {}) =>
    resource('aws:sqs/queue:Queue', { arn: arn(name), ...more }, name);
  const graph = graphOf(
    queue('verify-dead'),
    queue('verify', { redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('verify-dead') }) }),
    resource('aws:sns/topicSubscription:TopicSubscription', {
      protocol: 'sqs',
      endpoint: arn('verify'),
      filterPolicy: JSON.stringify({ type: ['SessionMigrated', 'SessionIndexed'] }),
    }),
    resource('aws:lambda/eventSourceMapping:EventSourceMapping', { eventSourceArn: arn('verify') }, 'verify'),
  );
  const fed = 'events-topic -- "SessionIndexed, SessionMigrated" --> verify-queue --> verify';
  const dead = 'verify-queue -.-> verify-dead -.-> reconcile';

  test('are drawn with what comes in, who takes it out, and their dead letters', () => {
    expect(queueGaps(chart(fed, dead), graph)).toEqual([]);
  });

  test('that are not drawn are missing, with all that they are for', () => {
    expect(queueGaps(chart('events-topic --> verify'), graph)).toEqual([
      'not drawn: verify-dead',
      'not drawn: verify-queue',
      'not drawn: events-topic SessionIndexed + SessionMigrated verify-queue',
      'not drawn: verify-queue verify',
      'not drawn: verify-queue verify-dead',
      'not drawn: verify-dead reconcile',
    ]);
  });

  test('with an event that is not drawn are told', () => {
    const drawn = chart('events-topic -- SessionMigrated --> verify-queue --> verify', dead);
    expect(queueGaps(drawn, graph)).toEqual([
      'not drawn: events-topic SessionIndexed + SessionMigrated verify-queue',
      'drawn, and not there: events-topic SessionMigrated verify-queue',
    ]);
  });

  test('that a store fills are drawn from that store', () => {
    const told = graphOf(
      queue('reports'),
      resource(
        'aws:s3/bucketNotification:BucketNotification',
        { queues: [{ queueArn: arn('reports') }] },
        'ledger',
      ),
    );
    expect(queueGaps(chart('ledger -- "report.json" --> reports-queue'), told)).toEqual([]);
    expect(queueGaps(chart('archive --> reports-queue'), told)).toEqual([
      'not drawn: ledger reports-queue',
      'drawn, and not there: archive reports-queue',
    ]);
  });

  test('that are gone are too many', () => {
    expect(queueGaps(chart('collect-queue --> collect'), graphOf())).toEqual([
      'drawn, and not there: collect-queue',
      'drawn, and not there: collect-queue collect',
    ]);
  });
});

describe('what else there is', () => {
  test('is drawn under its name and kind, and nothing of the kind beside it', () => {
    const graph = graphOf(resource('aws:sns/topic:Topic', {}, 'people'));
    expect(kindGaps(chart('people-topic'), graph, 'aws:sns/topic:Topic', '-topic')).toEqual([]);
    expect(kindGaps(chart('pets-topic'), graph, 'aws:sns/topic:Topic', '-topic')).toEqual([
      'not drawn: people-topic',
      'drawn, and not there: pets-topic',
    ]);
  });

  test('is drawn under its name alone, where that tells enough', () => {
    const graph = graphOf(resource('aws:s3/bucket:Bucket', {}, 'archive'));
    expect(namedGaps(chart('ledger'), graph, 'aws:s3/bucket:Bucket')).toEqual(['not drawn: archive']);
  });
});

describe('ways', () => {
  const inside = service('index', {
    network: 'private',
    emits: ['SessionIndexed'],
    uses: { search: ['write'], objects: { archive: ['read'] } },
  });
  const outside = service('authorize', { uses: { secrets: ['token-signing'] } });

  test('lead through the endpoints from inside of the network, and straight from outside', () => {
    const drawn = chart('index --> s3-endpoint & sns-endpoint & domain', 'authorize --> token-signing');
    expect(wayGaps(drawn, [inside, outside])).toEqual([]);
  });

  test('that a manifest asks for and nobody drew are missing; others are too many', () => {
    const drawn = chart('index --> s3-endpoint & domain & token-signing', 'authorize --> token-signing');
    expect(wayGaps(drawn, [inside, outside])).toEqual([
      'not drawn: index sns-endpoint',
      'drawn, and not there: index token-signing',
    ]);
  });

  test('to people are those of messages', () => {
    const drawn = chart('notify --> people-topic & slack & slack-webhooks');
    expect(wayGaps(drawn, [service('notify', { uses: { mail: true } })])).toEqual([]);
  });
});
