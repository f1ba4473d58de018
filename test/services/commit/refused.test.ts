import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commit } from '../../../services/commit/service.ts';
import type { EventData } from '../../../shared/events/catalog.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { outcomeKey } from '../../../shared/session/upload.ts';
import { file, proposal } from '../../make.ts';
import { propose, proposeText, putFiles } from '../propose.ts';
import { documentAt, handlerOf, keysOf, openWorld, type TestWorld } from '../world.ts';

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

const outcomeOf = async (event: Envelope) =>
  await documentAt<{ state: string; problems: { code: string; field?: string }[] }>(
    world,
    'ledger/uploads',
    outcomeKey(event.subject ?? '', (event.data as EventData<'UploadCompleted'>).proposal),
  );

const told = (session: string, type = 'SessionMigrated'): number =>
  world.published.filter((event) => event.subject === session && event.type === type).length;

describe('a proposal that is refused', () => {
  test('leaves no session, and is committed by the same event once what was wrong is put right', async () => {
    await putFiles(world, id, { 'a.dat': 'one' });
    const event = await propose(world, id, { 'a.dat': 'one', 'b.dat': 'two' });
    expect(await problemOf(handle(event))).toMatchObject({
      code: 'file-missing',
      message: 'b.dat',
      place: { field: '/files/1' },
    });
    expect(await outcomeOf(event)).toMatchObject({ state: 'refused', problems: [{ field: '/files/1' }] });
    expect(await keysOf(world, 'ledger/sessions', id)).toEqual([]);
    expect(told(id)).toBe(0);

    await putFiles(world, id, { 'b.dat': 'two' });
    await handle(event);
    expect(await outcomeOf(event)).toMatchObject({ state: 'committed', problems: [] });
  });

  test('names the first of several files and how many there are', async () => {
    await putFiles(world, id, { 'a.dat': 'eno', 'b.dat': 'of another length' });
    const event = await propose(world, id, { 'a.dat': 'one', 'b.dat': 'two' });
    expect(await problemOf(handle(event))).toMatchObject({
      code: 'checksum-mismatch',
      message: expect.stringMatching(/^a\.dat: .*\(and 1 more\)$/),
    });
  });

  test.each([
    ['is no JSON', 'no json', 'manifest-invalid'],
    ['is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'manifest-invalid'],
    ['has no files', JSON.stringify(proposal({ session: 'x', files: [] })), 'manifest-invalid'],
    ['is that of another session', JSON.stringify(proposal({ session: 'other' })), 'manifest-invalid'],
    ['names a way out', JSON.stringify(proposal({ session: 'x', files: [file('../a')] })), 'path-invalid'],
    [
      'has a path twice',
      JSON.stringify(proposal({ session: 'x', files: [file('A'), file('a')] })),
      'path-twice',
    ],
    [
      'names metadata that are no file of it',
      JSON.stringify(proposal({ session: 'x', metadata: 'metadata.yaml' })),
      'manifest-invalid',
    ],
    [
      'says more of a field than the index takes',
      JSON.stringify(
        proposal({
          session: 'x',
          quarantined: [{ field: 'x'.repeat(201), value: '', code: 'a', reason: 'b' }],
        }),
      ),
      'manifest-invalid',
    ],
  ])('because it %s', async (_, text, code) => {
    const event = await proposeText(world, 'x', text);
    expect(await problemOf(handle(event))).toMatchObject({ code });
    expect(await keysOf(world, 'ledger/sessions', 'x/')).toEqual([]);
  });

  test('because another source claimed the id', async () => {
    const text = JSON.stringify(proposal({ session: id, source: 'rig-2' }));
    expect(await problemOf(handle(await proposeText(world, id, text, 'rig-1')))).toMatchObject({
      code: 'manifest-invalid',
      place: { field: '/source' },
    });
  });

  test('because it was never put', async () => {
    const event = await propose(world, id, FILES);
    const never = { ...event, data: { sessionId: id, proposal: '00000000-1' } };
    expect(await problemOf(handle(never))).toMatchObject({ code: 'manifest-missing' });
  });

  test('late does not undo what another delivery committed meanwhile', async () => {
    const event = await propose(world, id, FILES);
    // This delivery looks for the files before they are there, and is held up before it can say so.
    const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
    const archive = world.stores.archive;
    const slow = {
      ...world,
      stores: {
        ...world.stores,
        archive: {
          ...archive,
          head: async (key: string) => {
            const seen = await archive.head(key);
            await held;
            return seen;
          },
        },
      },
    };
    const late = handlerOf(commit, slow)(event);
    await world.clock.advance(0);
    await putFiles(world, id, FILES);
    await handle(event);
    goOn();
    expect(await problemOf(late)).toMatchObject({ code: 'file-missing' });
    expect(await outcomeOf(event)).toMatchObject({ state: 'committed' });
  });
});
