import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commit } from '../../../services/commit/service.ts';
import { ingest } from '../../../services/ingest/service.ts';
import { reconcile } from '../../../services/reconcile/service.ts';
import { CompletionSchema } from '../../../shared/api/uploads.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { check } from '../../../shared/schema/validate.ts';
import type { HttpAnswer } from '../../../shared/service/http.ts';
import type { World } from '../../../shared/service/wire.ts';
import { proposalId } from '../../../shared/session/upload.ts';
import { crcOf, file, proposal } from '../../make.ts';
import { deaths, dyingWorld } from '../dying.ts';
import { proposeText, putFiles } from '../propose.ts';
import { apiOf, handlerOf, keysOf, openWorld, runOf, type TestWorld } from '../world.ts';
import { rig1, rig2 } from './ingest-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let number = 0;
let id = '';
let text = '';
beforeEach(() => {
  number += 1;
  id = `session-${number}`;
  text = JSON.stringify(proposal({ session: id, files: [file('a.dat', 'samples')] }));
});

const place = (): string => `/v1/sessions/${id}/uploads/${proposalId(crcOf(text), Buffer.byteLength(text))}`;
const complete = (of: World = world, as = rig1): Promise<HttpAnswer> =>
  apiOf(
    ingest,
    of,
  )({
    method: 'POST',
    path: `/v1/sessions/${id}/complete`,
    body: { manifest: { size: Buffer.byteLength(text), crc32: crcOf(text) } },
    as,
  });
const ask = (path = place(), as = rig1): Promise<HttpAnswer> =>
  apiOf(ingest, world)({ method: 'GET', path, as });
const asked = (): Envelope[] =>
  world.published.filter(({ subject, type }) => subject === id && type === 'UploadCompleted');
const commitLast = async (): Promise<void> => {
  const event = asked().at(-1);
  if (event) await handlerOf(commit, world)(event).catch(() => undefined);
};

describe('a manifest that was put', () => {
  test('is accepted for commit, and the answer says where to ask', async () => {
    await proposeText(world, id, text);
    const answer = await complete();
    expect(answer).toMatchObject({ status: 202, headers: { location: place() } });
    expect(check(CompletionSchema, answer.body)).toMatchObject({ ok: true });
    expect(answer.body).toMatchObject({ session: id, state: 'completing', problems: [] });
    expect((await ask()).body).toEqual(answer.body);
    expect(asked()).toHaveLength(1);
  });

  test('is committed, with its receipt, and completing it again asks for nothing more', async () => {
    await putFiles(world, id, { 'a.dat': 'samples' });
    await proposeText(world, id, text);
    await complete();
    await commitLast();
    const { body } = await ask();
    expect(body).toMatchObject({ state: 'committed', receipt: { receipt: { session: id } } });
    expect((await complete()).body).toEqual(body);
    expect(asked()).toHaveLength(1);
  });

  test('is looked at anew after it was refused, and accepted once it is right', async () => {
    await proposeText(world, id, text);
    await complete();
    await commitLast();
    expect((await ask()).body).toMatchObject({ state: 'refused', problems: [{ code: 'file-missing' }] });

    await putFiles(world, id, { 'a.dat': 'samples' });
    expect((await complete()).body).toMatchObject({ state: 'completing', problems: [] });
    expect((await ask()).body).toMatchObject({ state: 'completing' });
    await commitLast();
    expect((await ask()).body).toMatchObject({ state: 'committed', problems: [] });
  });

  /** Outbox, outcome of before, bus, outbox. */
  test.each(deaths(4))(
    'is not forgotten when the platform dies $moment effect $at: asking again is enough',
    async ({ at, moment }) => {
      await putFiles(world, id, { 'a.dat': 'samples' });
      await proposeText(world, id, text);
      expect(await complete(dyingWorld(world, at, moment))).toMatchObject({ status: 500 });
      await complete();
      await world.clock.advance(15_000);
      await runOf(reconcile, world)();
      for (const event of asked()) await handlerOf(commit, world)(event);
      expect((await ask()).body).toMatchObject({ state: 'committed' });
      expect(await keysOf(world, 'ledger/outbox')).toEqual([]);
    },
  );
});

describe('nothing is completed', () => {
  test('that was not put', async () => {
    await proposeText(world, id, 'another');
    expect(await complete()).toMatchObject({ status: 409, body: { code: 'manifest-missing' } });
    expect(asked()).toEqual([]);
  });

  test('that was not begun, or was begun by another source', async () => {
    expect(await complete()).toMatchObject({ status: 404, body: { code: 'upload-unknown' } });
    await proposeText(world, id, text);
    expect(await complete(world, rig2)).toMatchObject({ status: 404, body: { code: 'upload-unknown' } });
    expect(asked()).toEqual([]);
  });

  test('and nothing is told of it to the key of another source', async () => {
    await proposeText(world, id, text);
    await complete();
    expect(await ask(place(), rig2)).toMatchObject({ status: 404, body: { code: 'upload-unknown' } });
  });

  test.each(['..%2Fclaim', 'x', '00000000-1', '00000000-1.json'])('as %s', async (name) => {
    await proposeText(world, id, text);
    expect(await ask(`/v1/sessions/${id}/uploads/${name}`)).toMatchObject({
      status: 404,
      body: { code: 'upload-unknown' },
    });
  });
});
