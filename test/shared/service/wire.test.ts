import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { services } from '../../../services/registry.ts';
import type { ObjectRight } from '../../../shared/ports/objects.ts';
import type { Area, ServiceManifest } from '../../../shared/service/define.ts';
import { areaOf, grantsOf, OBJECT_RIGHTS, SEARCH_RIGHTS, wireDeps } from '../../../shared/service/wire.ts';
import { commitSession } from '../../services/propose.ts';
import { openWorld, type TestWorld } from '../../services/world.ts';

type Functions = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;
interface AnyDeps {
  readonly objects?: Readonly<Record<string, Functions>>;
  readonly search?: Functions;
  readonly secrets?: Functions;
}

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const manifest = (more: Partial<ServiceManifest> = {}): ServiceManifest => ({
  name: 'test',
  does: 'Takes part in a test.',
  on: { everySeconds: 1 },
  emits: [],
  uses: {},
  limits: { memory: 128, timeout: 1, concurrency: 1 },
  failure: { alarm: 'none', runbook: 'docs/runbooks/test.md' },
  ...more,
});
const depsOf = (more: Partial<ServiceManifest>): AnyDeps => wireDeps(manifest(more), world) as AnyDeps;
const named = (names: readonly string[] | undefined): string[] => [...(names ?? [])].toSorted();

describe('a service receives what it asked for and nothing else', () => {
  test('nothing but time and log when it asked for nothing', () => {
    expect(Object.keys(depsOf({}))).toEqual(['clock', 'log']);
  });

  test.each(Object.entries(OBJECT_RIGHTS))(
    'the functions of the right "%s", and no others',
    (right, names) => {
      const { objects } = depsOf({ uses: { objects: { archive: [right as ObjectRight] } } });
      expect(Object.keys(objects ?? {})).toEqual(['archive']);
      expect(named(Object.keys(objects?.archive ?? {}))).toEqual(named(names));
    },
  );

  test('one part of the ledger, and no other', async () => {
    await commitSession(world, 's1');
    const { objects } = depsOf({
      uses: { objects: { 'ledger/receipts': ['read', 'list', 'write', 'remove'] } },
    });
    const receipts = objects?.['ledger/receipts'];
    expect(await receipts?.head?.('s1.json')).toMatchObject({ key: 's1.json' });
    for (const key of ['../sessions/s1/record.json', 'sessions/s1/record.json', '/sessions/s1/record.json'])
      expect(await receipts?.head?.(key).catch(() => undefined)).toBeUndefined();
    expect(await receipts?.list?.({ prefix: '' })).toMatchObject({ objects: [{ key: 's1.json' }] });
    expect(await receipts?.list?.({ prefix: '', after: '/' })).toMatchObject({
      objects: [{ key: 's1.json' }],
    });

    await receipts?.remove?.('../sessions/s1/record.json').catch(() => undefined);
    expect(await world.area('ledger/sessions').head('s1/record.json')).toBeDefined();
  });

  test('secrets by name only', async () => {
    const { secrets } = depsOf({ uses: { secrets: ['receipt-signing'] } });
    expect(await secrets?.get?.('receipt-signing')).toContain('Ed25519');
    await expect(secrets?.get?.('token-signing')).rejects.toThrow('did not ask for the secret');
  });

  test('reading in search without writing', () => {
    const { search } = depsOf({ uses: { search: ['read'] } });
    expect(named(Object.keys(search ?? {}))).toEqual(named(SEARCH_RIGHTS.read));
  });

  test('no way to the bus unless it emits, and then through the outbox only', () => {
    expect(depsOf({})).not.toHaveProperty('announce');
    const emitting = depsOf({ emits: ['SessionMigrated'] });
    expect(named(Object.keys(emitting))).toEqual(['announce', 'clock', 'log']);
    expect(depsOf({ uses: { republish: true } })).toHaveProperty('republish');
  });

  test('a log that bears its name', () => {
    (wireDeps(manifest({ name: 'ours' }), world) as { log: TestWorld['log'] }).log.info('Here.');
    expect(world.lines.at(-1)).toMatchObject({ service: 'ours', message: 'Here.' });
  });
});

describe.each(services.map((service) => [service.manifest.name, service.manifest] as const))(
  'the service %s',
  (_, about) => {
    test('has exactly the functions that its manifest names', () => {
      const { objects = {}, search = {} } = wireDeps(about, world) as AnyDeps;
      const asked = Object.entries(about.uses.objects ?? {}).map(([area, rights]) => [
        area,
        named(rights.flatMap((right) => OBJECT_RIGHTS[right])),
      ]);
      const given = Object.entries(objects).map(([area, functions]) => [area, named(Object.keys(functions))]);
      expect(given).toEqual(asked);
      expect(named(Object.keys(search))).toEqual(
        named((about.uses.search ?? []).flatMap((right) => SEARCH_RIGHTS[right])),
      );
    });

    test('can change neither keys nor, unless it commits, the archive’s objects', () => {
      const { objects = {} } = grantsOf(about);
      expect(objects['ledger/keys'] ?? []).not.toContain('write');
      if (about.name !== 'commit') expect(objects.archive ?? []).not.toContain('write');
    });
  },
);

test('the area of raw files reaches no manifest, whatever is asked of it', async () => {
  const raw = areaOf(world, 'archive/raw');
  const outside = { code: 'InvalidKey' };
  for (const key of ['s1/manifest.json', 'raw/a.dat', 's1/raw', 'manifest.json'])
    await expect((async () => raw.remove(key))()).rejects.toMatchObject(outside);
  await raw.put('area/raw/a.dat', Buffer.from('a'));
  expect(await raw.head('area/raw/a.dat')).toMatchObject({ key: 'area/raw/a.dat', size: 1 });
});

describe('what follows from a manifest', () => {
  const objectsOf = (more: Partial<ServiceManifest>) => grantsOf(manifest(more)).objects ?? {};

  test('who emits may write the outbox and take out of it', () => {
    expect(objectsOf({ emits: ['SessionMigrated'] })).toEqual({ 'ledger/outbox': ['write', 'remove'] });
  });

  test('who handles events may write the inbox', () => {
    expect(objectsOf({ on: { events: ['SessionMigrated'] } })).toEqual({ 'ledger/failures': ['write'] });
  });

  test('what was asked for stays, and nothing is named twice', () => {
    const uses = { objects: { 'ledger/outbox': ['read', 'remove'] } } as const;
    const area: Area = 'ledger/outbox';
    expect(objectsOf({ emits: ['SessionMigrated'], uses })[area]).toEqual(['read', 'remove', 'write']);
    expect(uses.objects['ledger/outbox']).toEqual(['read', 'remove']);
  });
});
