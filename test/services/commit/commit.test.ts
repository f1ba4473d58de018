import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commit } from '../../../services/commit/service.ts';
import { reconcile } from '../../../services/reconcile/service.ts';
import type { EventData } from '../../../shared/events/catalog.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { Fault, Refusal } from '../../../shared/service/errors.ts';
import { manifestKey, rawKey } from '../../../shared/session/manifest.ts';
import type { SessionRecord } from '../../../shared/session/record.ts';
import { outcomeKey } from '../../../shared/session/upload.ts';
import { file, proposal } from '../../make.ts';
import { deaths, dyingWorld } from '../dying.ts';
import { commitSession, propose, proposeText, putFiles } from '../propose.ts';
import { documentAt, handlerOf, keysOf, openWorld, runOf, type TestWorld } from '../world.ts';

const FILES = { 'a.dat': 'samples', 'metadata.json': '{"subject": "marta"}' };

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let number = 0;
let id = '';
beforeEach(() => {
  number += 1;
  id = `session-${number}`;
});

const handle = (event: Envelope): Promise<void> => handlerOf(commit, world)(event);

const problemOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no problem',
    (error: unknown) => error,
  );

/** Everything that is kept of a session, each document with its ETag: a write would change it. */
async function kept(session: string): Promise<string[]> {
  const areas = ['archive', 'ledger/sessions', 'ledger/uploads', 'ledger/receipts'] as const;
  const pages = await Promise.all(areas.map((area) => world.area(area).list({ prefix: session })));
  return pages.flatMap(({ objects }) =>
    objects.map(({ key, etag, modified }) => `${key} ${etag} ${modified}`),
  );
}

const outcomeOf = async (event: Envelope) =>
  await documentAt<{ state: string; problems: { code: string; field?: string }[] }>(
    world,
    'ledger/uploads',
    outcomeKey(event.subject ?? '', (event.data as EventData<'UploadCompleted'>).proposal),
  );

const told = (session: string, type = 'SessionMigrated'): number =>
  world.published.filter((event) => event.subject === session && event.type === type).length;

describe('a proposal that is right', () => {
  test('becomes manifest, record, metadata, receipt and event', async () => {
    await putFiles(world, id, FILES);
    const event = await propose(world, id, FILES, { metadata: 'metadata.json' });
    await handle(event);

    const head = await world.stores.archive.head(rawKey(id, 'a.dat'));
    const manifest = await documentAt<{ files: unknown }>(world, 'archive', manifestKey(id));
    expect(manifest?.files).toContainEqual({ ...file('a.dat', 'samples'), version: head?.version });
    expect(await documentAt(world, 'ledger/sessions', `${id}/record.json`)).toMatchObject({
      revision: 1,
      source: 'rig-1',
      manifest: { files: 2, bytes: 27 },
      stages: { archived: new Date(world.clock.now()).toISOString() },
    });
    expect(await documentAt(world, 'ledger/sessions', `${id}/metadata/1.json`)).toMatchObject({
      format: 'json',
      value: { subject: 'marta' },
    });
    expect(await documentAt(world, 'ledger/receipts', `${id}.json`)).toMatchObject({
      receipt: { session: id, checked: 'crc32', safeToDelete: false },
    });
    expect(await outcomeOf(event)).toMatchObject({ state: 'committed', problems: [] });
    expect(told(id)).toBe(1);
  });

  test('changes nothing when its event comes ten times', async () => {
    await putFiles(world, id, FILES);
    const event = await propose(world, id, FILES);
    await handle(event);
    const first = await kept(id);
    await world.clock.advance(60_000);
    for (let delivery = 2; delivery <= 10; delivery += 1) await handle(event);
    expect(await kept(id)).toEqual(first);
    expect(told(id)).toBe(1);
  });

  test('is committed once when two deliveries are in work at the same time', async () => {
    await putFiles(world, id, FILES);
    const event = await propose(world, id, FILES);
    await Promise.allSettled([handle(event), handle(event)]);
    await handle(event);
    expect(await outcomeOf(event)).toMatchObject({ state: 'committed' });
    const record = await documentAt<SessionRecord>(world, 'ledger/sessions', `${id}/record.json`);
    const receipt = await documentAt(world, 'ledger/receipts', `${id}.json`);
    expect(receipt).toMatchObject({ receipt: { manifestSha256: record?.manifest.sha256 } });
  });

  test('is committed as it was when the same content is pushed again', async () => {
    await commitSession(world, id, FILES);
    const before = await documentAt(world, 'archive', manifestKey(id));
    await world.clock.advance(1000);
    const files = Object.entries(FILES).map(([path, content]) => file(path, content));
    files.reverse();
    const again = await proposeText(world, id, JSON.stringify(proposal({ session: id, files })));
    await handle(again);
    expect(await outcomeOf(again)).toMatchObject({ state: 'committed' });
    expect(await documentAt(world, 'archive', manifestKey(id))).toEqual(before);
  });
});

describe('a process that dies', () => {
  /** Outbox, manifest, ledger copy, metadata, record, receipt, bus, outbox, outcome. */
  const EFFECTS = 9;

  test('makes the effects that the next tests interrupt', async () => {
    await putFiles(world, id, FILES);
    const event = await propose(world, id, FILES);
    const counted = dyingWorld(world, Number.POSITIVE_INFINITY, 'before');
    await handlerOf(commit, counted)(event);
    expect(counted.effects()).toBe(EFFECTS);
  });

  test.each(deaths(EFFECTS))(
    '$moment effect $at leaves nothing that the next delivery does not mend',
    async ({ at, moment }) => {
      await putFiles(world, id, FILES);
      const event = await propose(world, id, FILES, { metadata: 'metadata.json' });
      await expect(handlerOf(commit, dyingWorld(world, at, moment))(event)).rejects.toThrow('effect');
      await world.clock.advance(1000);
      await handle(event);

      expect(await keysOf(world, 'archive', `${id}/manifest`)).toEqual([manifestKey(id)]);
      const record = await documentAt<SessionRecord>(world, 'ledger/sessions', `${id}/record.json`);
      expect(record).toMatchObject({ revision: 1, metadata: { file: 'metadata.json' } });
      expect(await documentAt(world, 'ledger/receipts', `${id}.json`)).toMatchObject({
        receipt: { manifestSha256: record?.manifest.sha256 },
      });
      expect(await outcomeOf(event)).toMatchObject({ state: 'committed' });

      await world.clock.advance(15_000);
      await runOf(reconcile, world)();
      expect(told(id)).toBeGreaterThanOrEqual(1);
      expect(await keysOf(world, 'ledger/outbox')).toEqual([]);
    },
  );

  test('before the manifest is written leaves no session', async () => {
    await putFiles(world, id, FILES);
    const event = await propose(world, id, FILES);
    await expect(handlerOf(commit, dyingWorld(world, 2, 'before'))(event)).rejects.toThrow('effect');
    expect(await keysOf(world, 'ledger/sessions', id)).toEqual([]);
    expect(await keysOf(world, 'archive', `${id}/manifest`)).toEqual([]);
  });
});

describe('two different proposals for one id', () => {
  test('at the same time: one is committed, the other refused, and the committed one stays as it is', async () => {
    await putFiles(world, id, { 'a.dat': 'one', 'b.dat': 'two' });
    const events = [
      await propose(world, id, { 'a.dat': 'one' }),
      await propose(world, id, { 'b.dat': 'two' }),
    ];
    await Promise.allSettled(events.map(handle));
    const committed = await documentAt(world, 'archive', manifestKey(id));
    const record = await documentAt(world, 'ledger/sessions', `${id}/record.json`);

    const answers = await Promise.all(events.map((event) => problemOf(handle(event))));
    const states = await Promise.all(events.map(outcomeOf));
    expect(states.map((outcome) => outcome?.state).toSorted()).toEqual(['committed', 'refused']);
    expect(states.flatMap((outcome) => outcome?.problems ?? [])).toMatchObject([{ code: 'session-exists' }]);
    expect(answers).toContainEqual(expect.any(Refusal));
    expect(await documentAt(world, 'archive', manifestKey(id))).toEqual(committed);
    expect(await documentAt(world, 'ledger/sessions', `${id}/record.json`)).toEqual(record);
  });

  test('the loser of the race is told to come again, since only the next look can say what won', async () => {
    await putFiles(world, id, { 'a.dat': 'one', 'b.dat': 'two' });
    const events = [
      await propose(world, id, { 'a.dat': 'one' }),
      await propose(world, id, { 'b.dat': 'two' }),
    ];
    const ends = await Promise.allSettled(events.map(handle));
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(ends).toContainEqual({ status: 'rejected', reason: expect.any(Fault) });
  });

  test('one after the other: the later is refused', async () => {
    await commitSession(world, id, { 'a.dat': 'one' });
    const before = await documentAt(world, 'archive', manifestKey(id));
    const other = await propose(world, id, { 'a.dat': 'two' });
    expect(await problemOf(handle(other))).toMatchObject({ code: 'session-exists' });
    expect(await outcomeOf(other)).toMatchObject({
      state: 'refused',
      problems: [{ code: 'session-exists' }],
    });
    expect(await documentAt(world, 'archive', manifestKey(id))).toEqual(before);
  });
});

test('metadata that cannot be read leave the session committed, and the loss noted', async () => {
  const contents = { 'metadata.json': '[1, 2' };
  await commitSession(world, id, contents, { metadata: 'metadata.json' });
  expect(await documentAt(world, 'ledger/sessions', `${id}/metadata/1.json`)).toMatchObject({
    notes: [expect.objectContaining({ code: expect.any(String) })],
  });
});

test('the ledger lists the files in the order of their paths, however they were proposed and whoever wrote it', async () => {
  const contents = { 'metadata.json': '{}', 'a.dat': 'samples' };
  await putFiles(world, id, contents);
  const event = await propose(world, id, contents);
  // Dies between writing the manifest and copying it to the ledger.
  await problemOf(handlerOf(commit, dyingWorld(world, 2, 'after'))(event));
  await handle(event);
  const uninterrupted = `${id}-uninterrupted`;
  await commitSession(world, uninterrupted, contents);

  for (const session of [id, uninterrupted])
    expect(await documentAt(world, 'ledger/sessions', `${session}/manifest.json`)).toMatchObject({
      files: [{ path: 'a.dat' }, { path: 'metadata.json' }],
    });
});
