import { open, truncate, unlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { compactVerify, importJWK, type JWK } from 'jose';
import { commit } from '../../../services/commit/service.ts';
import { reconcile } from '../../../services/reconcile/service.ts';
import { verify } from '../../../services/verify/service.ts';
import { consume } from '../../../shared/service/consume.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import { areaOf, type World } from '../../../shared/service/wire.ts';
import { manifestKey, rawKey } from '../../../shared/session/manifest.ts';
import type { SignedReceipt } from '../../../shared/session/receipt.ts';
import type { SessionRecord } from '../../../shared/session/record.ts';
import { crcOf, eventOf, file, shaOf } from '../../make.ts';
import { deaths, dyingWorld } from '../dying.ts';
import { commitSession, propose } from '../propose.ts';
import { documentAt, handlerOf, keysOf, openWorld, runOf, type TestWorld } from '../world.ts';

const FILES = { 'a.dat': 'samples of a', 'folder/b.dat': 'samples of b' };

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

const migrated = () => eventOf('SessionMigrated', { sessionId: id }, { id: `migrated-${id}` });
const handle = (of: World = world): Promise<void> => handlerOf(verify, of)(migrated());
const record = () => documentAt<SessionRecord>(world, 'ledger/sessions', `${id}/record.json`);
const receipt = () => documentAt<SignedReceipt>(world, 'ledger/receipts', `${id}.json`);
const told = (): number =>
  world.published.filter(({ subject, type }) => subject === id && type === 'SessionVerified').length;

/** One delivery as the runtime makes it. */
const deliver = (deliveries = 1) =>
  consume(
    { id: 'message-1', receipt: '', body: JSON.stringify(migrated()), deliveries, sentAt: 0 },
    {
      service: 'verify',
      handle: handlerOf(verify, world),
      inbox: areaOf(world, 'ledger/failures'),
      clock: world.clock,
      log: world.log,
    },
  );

const failure = (cause: string) =>
  documentAt<Failure>(world, 'ledger/failures', `${cause}/verify-migrated-${id}.json`);

/** The file on the disk that holds what is stored under a key of the archive. */
const fileOf = async (key: string): Promise<string> =>
  fileURLToPath(await world.stores.archive.location(key));

async function flipByte(path: string, at: number): Promise<void> {
  await using file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
}

async function signedContent({ jws }: SignedReceipt): Promise<unknown> {
  const { d: _, ...publicKey } = JSON.parse(await world.secrets.get('receipt-signing')) as JWK;
  const { payload } = await compactVerify(jws, await importJWK(publicKey, 'EdDSA'));
  return JSON.parse(Buffer.from(payload).toString('utf8'));
}

describe('a session whose every byte is as its source gave it', () => {
  test('may be deleted at its source, and the signed receipt says so', async () => {
    await commitSession(world, id, FILES);
    await world.clock.advance(5000);
    await handle();
    const signed = await receipt();
    expect(signed?.receipt).toEqual({
      session: id,
      source: 'rig-1',
      manifestSha256: (await record())?.manifest.sha256,
      files: 2,
      bytes: 24,
      committedAt: (await record())?.stages.archived,
      checked: 'sha256',
      checkedAt: new Date(world.clock.now()).toISOString(),
      safeToDelete: true,
    });
    expect(signed && (await signedContent(signed))).toEqual(signed?.receipt);
    expect(await record()).toMatchObject({
      revision: 2,
      stages: { verified: signed?.receipt.checkedAt },
    });
    expect(told()).toBe(1);
  });

  test('is verified once: further events change neither receipt nor record', async () => {
    await commitSession(world, id, FILES);
    await handle();
    const before = [await receipt(), await record()];
    await world.clock.advance(60_000);
    for (let delivery = 2; delivery <= 10; delivery += 1) await handle();
    expect([await receipt(), await record()]).toEqual(before);
    expect(told()).toBe(1);
  });

  test('keeps its receipt when the same content is pushed and committed again', async () => {
    await commitSession(world, id, FILES);
    await handle();
    const before = await receipt();
    await handlerOf(commit, world)(await propose(world, id, FILES, { recordedAt: '2026-01-01T08:00:00' }));
    expect(await receipt()).toEqual(before);
  });
});

describe('a session without every SHA-256 of its source', () => {
  test('is read back, but may not be deleted, and the receipt says why', async () => {
    const files = [{ path: 'a.dat', size: 1, crc32: crcOf('a') }];
    await commitSession(world, id, { 'a.dat': 'a' }, { files });
    await handle();
    expect((await receipt())?.receipt).toMatchObject({
      checked: 'crc32',
      safeToDelete: false,
      reason: expect.stringContaining('no SHA-256'),
    });
    expect(await record()).toMatchObject({ stages: { verified: expect.any(String) } });
  });
});

describe('a byte that is not what it was', () => {
  test.each([
    ['in a file with SHA-256', {}],
    ['in a file with CRC-32 only', { files: [{ path: 'a.dat', size: 7, crc32: crcOf('samples') }] }],
  ])('%s is found, told to people, and nothing may be deleted', async (_, more) => {
    await commitSession(world, id, { 'a.dat': 'samples' }, more);
    await flipByte(await fileOf(rawKey(id, 'a.dat')), 3);
    expect(await deliver()).toBe('done');
    expect(await failure('hash-mismatch')).toMatchObject({ session: id, field: 'a.dat', detail: 'a.dat' });
    expect((await receipt())?.receipt).toMatchObject({
      safeToDelete: false,
      reason: expect.stringContaining('a.dat has other bytes'),
    });
    expect(await record()).toMatchObject({ revision: 1 });
    expect((await record())?.stages).not.toHaveProperty('verified');
    expect(told()).toBe(0);
  });

  test('in several files names the first, and how many more', async () => {
    await commitSession(world, id, FILES);
    for (const path of Object.keys(FILES)) await flipByte(await fileOf(rawKey(id, path)), 0);
    await deliver();
    expect(await failure('hash-mismatch')).toMatchObject({ detail: 'a.dat (and 1 more)' });
  });

  test('is found although the CRC-32 is the same, since the SHA-256 of the source is not', async () => {
    const files = [file('a.dat', 'samples', { sha256: shaOf('other bytes with the same CRC-32') })];
    await commitSession(world, id, { 'a.dat': 'samples' }, { files });
    await deliver();
    expect(await failure('hash-mismatch')).toMatchObject({ field: 'a.dat' });
    expect((await receipt())?.receipt).toMatchObject({ safeToDelete: false });
  });

  test('in the manifest itself is found too: it is what names every file', async () => {
    await commitSession(world, id, FILES);
    const path = await fileOf(manifestKey(id));
    const text = Buffer.from(JSON.stringify(await documentAt(world, 'archive', manifestKey(id)), null, 1));
    await flipByte(path, text.indexOf('rig-1'));
    expect(await deliver()).toBe('done');
    expect(await failure('hash-mismatch')).toMatchObject({ field: 'manifest.json' });
    expect((await receipt())?.receipt).toMatchObject({ safeToDelete: false });
  });

  test('is looked for again when the session is pushed again', async () => {
    await commitSession(world, id, { 'a.dat': 'samples' });
    const path = await fileOf(rawKey(id, 'a.dat'));
    await flipByte(path, 0);
    await deliver();
    await flipByte(path, 0);
    await handle();
    expect((await receipt())?.receipt).toMatchObject({ safeToDelete: true });
  });
});

describe('a file that cannot be read', () => {
  test.each([
    ['gone', (path: string) => unlink(path)],
    ['cut short', (path: string) => truncate(path, 2)],
  ])('because it is %s is tried again, and never counts as verified', async (_, harm) => {
    await commitSession(world, id, FILES);
    await harm(await fileOf(rawKey(id, 'a.dat')));
    expect(await deliver()).toBe('again');
    expect((await receipt())?.receipt).toMatchObject({ safeToDelete: false });
    expect((await record())?.stages).not.toHaveProperty('verified');
  });
});

test('a session that there is not is done', async () => {
  expect(await deliver()).toBe('done');
  expect(await receipt()).toBeUndefined();
});

/** Receipt, outbox, record, bus, outbox. */
test.each(deaths(5))(
  'dying $moment effect $at loses neither the receipt nor what is told of it',
  async ({ at, moment }) => {
    await commitSession(world, id, FILES);
    await expect(handle(dyingWorld(world, at, moment))).rejects.toThrow('effect');
    await handle();
    await world.clock.advance(15_000);
    await runOf(reconcile, world)();
    expect((await receipt())?.receipt).toMatchObject({ safeToDelete: true });
    expect(await record()).toMatchObject({ revision: 2 });
    expect(told()).toBeGreaterThanOrEqual(1);
    expect(await keysOf(world, 'ledger/outbox')).toEqual([]);
  },
);
