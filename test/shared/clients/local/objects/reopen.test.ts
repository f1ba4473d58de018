import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pathOfKey } from '../../../../../shared/clients/local/objects/keys.ts';
import { rebuildIndex } from '../../../../../shared/clients/local/objects/rebuild.ts';
import type { OpenUpload } from '../../../../../shared/ports/objects.ts';
import { checksum, noise, read, text } from '../../../../contracts/objects/make.ts';
import { expectRefusal } from '../../../../contracts/objects/refusals.ts';
import { type LocalWorld, openLocalWorld } from './local-world.ts';

const PART = 5 * 1024 ** 2;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'objects-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const archive = (...path: string[]): string => join(home, 'stores', 'archive', ...path);

async function opened<T>(work: (world: LocalWorld) => Promise<T>): Promise<T> {
  const world = await openLocalWorld('archive', home);
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

async function send(world: LocalWorld, { key, uploadId }: OpenUpload, part: number, body: Uint8Array) {
  const announced = { part, size: body.length, crc32: checksum(body), expiresIn: 60 };
  const address = await world.objects.signPart(key, uploadId, announced);
  expect(await world.fetchAddress(address, { body })).toMatchObject({ status: 200 });
}

describe('stores that are opened again', () => {
  test('have everything: versions, what was removed, retention, and small documents of the ledger', async () => {
    const before = await opened(async ({ objects, stores, clock }) => {
      const old = await objects.put('a', text('old'));
      await objects.put('a', text('new'), { retainUntil: clock.now() + 1_000, storageClass: 'glacier-ir' });
      await objects.put('gone', text('gone'));
      await objects.remove('gone');
      await stores.ledger.put('sessions/s1/record.json', text('{}'));
      return { old, list: await objects.list({ prefix: '' }) };
    });
    await opened(async ({ objects, stores }) => {
      expect(await objects.list({ prefix: '' })).toEqual(before.list);
      expect(await read(objects, 'a', before.old.version)).toEqual(text('old'));
      expect(await read(stores.ledger, 'sessions/s1/record.json')).toEqual(text('{}'));
    });
  });

  test('go on with an upload, with every part that was acknowledged', async () => {
    const upload = await opened(async (world) => {
      const upload = await world.objects.createUpload('a', { partSize: PART });
      await send(world, upload, 1, noise(PART, 9));
      await send(world, upload, 1, noise(PART, 1));
      return upload;
    });
    await opened(async (world) => {
      const { objects } = world;
      await send(world, upload, 2, noise(500, 2));
      const whole = Buffer.concat([noise(PART, 1), noise(500, 2)]);
      const parts = await objects.parts('a', upload.uploadId);
      await objects.completeUpload('a', upload.uploadId, { parts, crc32: checksum(whole) });
      expect(Buffer.compare(await read(objects, 'a'), whole)).toBe(0);
    });
    await opened(async ({ objects }) => {
      expect(await objects.head('a')).toMatchObject({ size: PART + 500 });
      expect(await readdir(archive('staged'))).toEqual([]);
    });
  });

  test('have swept what was never acknowledged, and nothing else', async () => {
    const upload = await opened(async (world) => {
      await world.objects.put('a', text('a'));
      const upload = await world.objects.createUpload('b', { partSize: PART });
      await send(world, upload, 1, text('part'));
      return upload;
    });
    await writeFile(archive('staged', 'half'), 'half an object');
    await writeFile(archive('objects', 'notes.txt'), 'of a person');
    await opened(async ({ objects }) => {
      expect(await readdir(archive('staged'))).toHaveLength(1);
      expect(await objects.parts('b', upload.uploadId)).toHaveLength(1);
      expect(await readFile(archive('objects', 'notes.txt'), 'utf8')).toBe('of a person');
      expect(await read(objects, 'a')).toEqual(text('a'));
    });
  });

  test('move a committed file to its place that a crash kept from it', async () => {
    const { version } = await opened(({ objects }) => objects.put('s1/raw/a', text('a')));
    const place = archive('objects', pathOfKey('s1/raw/a', version));
    await rename(place, archive('staged', version));
    await opened(async ({ objects }) => {
      expect(await readFile(place, 'utf8')).toBe('a');
      expect(await read(objects, 's1/raw/a')).toEqual(text('a'));
    });
  });

  test('read a committed file from where it was staged, as long as something is in the way of its place', async () => {
    await mkdir(archive('objects'), { recursive: true });
    await writeFile(archive('objects', 's1'), 'a file where a folder has to be');
    const { version } = await opened(async ({ objects }) => {
      const put = await objects.put('s1/raw/a', text('a'));
      expect(await read(objects, 's1/raw/a')).toEqual(text('a'));
      return put;
    });
    await opened(async ({ objects }) => expect(await read(objects, 's1/raw/a')).toEqual(text('a')));
    await rm(archive('objects', 's1'));
    await opened(async ({ objects }) => {
      expect(await readFile(archive('objects', pathOfKey('s1/raw/a', version)), 'utf8')).toBe('a');
      expect(await read(objects, 's1/raw/a')).toEqual(text('a'));
    });
  });

  test('are refused to a second one while they are open', async () => {
    await opened(async () => {
      await expect(openLocalWorld('archive', home)).rejects.toThrow(
        `in use by another process (pid ${process.pid})`,
      );
    });
  });
});

describe('the files of a store', () => {
  test('are the objects, at paths that people recognise', async () => {
    await opened(async ({ objects }) => {
      const { version } = await objects.put('s1/raw/ECG 1.dat', text('signal'));
      const path = archive('objects', 's1', 'raw', `ECG 1.dat~${version}`);
      expect(await readFile(path, 'utf8')).toBe('signal');
      expect(fileURLToPath(await objects.location('s1/raw/ECG 1.dat'))).toBe(path);
      await expectRefusal(objects.location('nothing'), 'NotFound');
    });
  });

  test('are the index for small documents of the ledger', async () => {
    await opened(async ({ stores: { ledger } }) => {
      await ledger.put('small', noise(32 * 1_024));
      await ledger.put('large', noise(32 * 1_024 + 1));
      expect(await ledger.location('small')).toMatch(/ledger\/index\.sqlite$/);
      expect(fileURLToPath(await ledger.location('large'))).toContain('ledger/objects/large~');
      expect(await read(ledger, 'small')).toEqual(noise(32 * 1_024));
      expect(await read(ledger, 'large')).toEqual(noise(32 * 1_024 + 1));
    });
  });

  test('that changed behind the store are told, not served', async () => {
    await opened(async (world) => {
      const { objects, fetchAddress } = world;
      await objects.put('a', text('whole'));
      await writeFile(fileURLToPath(await objects.location('a')), 'half');
      await expect(objects.get('a')).rejects.toThrow('it was changed');
      const fetched = await fetchAddress(await objects.signGet('a', { expiresIn: 60 }));
      expect(fetched.status).toBe(500);
      expect(world.faults).toEqual([
        expect.objectContaining({ message: expect.stringContaining('it was changed') }),
      ]);
    });
  });
});

describe('a store whose index was lost', () => {
  const loseIndex = async () => {
    for (const name of await readdir(archive())) if (name.startsWith('index.')) await rm(archive(name));
  };

  test('is not opened as if it were empty', async () => {
    await opened(({ objects }) => objects.put('a', text('a')));
    await loseIndex();
    await expect(openLocalWorld('archive', home)).rejects.toThrow('rebuildIndex');
    await expect(openLocalWorld('archive', home)).rejects.toThrow('rebuildIndex');
  });

  test('has all versions again after rebuilding: keys, bytes, checksums, which one is current', async () => {
    const keys = ['s1/raw/a', 's1/raw/é~%.dat', `${'long'.repeat(100)}/x`];
    const before = await opened(async ({ objects, clock }) => {
      for (const key of keys) await objects.put(key, text('old'));
      await clock.advance(1_000);
      for (const key of keys) await objects.put(key, text(`new ${key}`));
      return await objects.list({ prefix: '' });
    });
    await loseIndex();
    await mkdir(archive('objects', 'folder'));
    await writeFile(archive('objects', 'folder', 'notes.txt'), 'of a person');
    await writeFile(archive('staged', 'perhaps-committed'), 'kept for a person to look at');

    const rebuilt = await rebuildIndex(home, 'archive');
    expect(rebuilt).toEqual({ added: 2 * keys.length, unknown: [join('folder', 'notes.txt')] });
    expect(await rebuildIndex(home, 'archive')).toMatchObject({ added: 0 });
    await opened(async ({ objects }) => {
      expect(await objects.list({ prefix: '' })).toEqual(before);
      for (const key of keys) expect(await read(objects, key)).toEqual(text(`new ${key}`));
    });
    const [kept = ''] = (await readdir(archive())).filter((name) => name.startsWith('staged-before-'));
    expect(await readdir(archive(kept))).toEqual(['perhaps-committed']);
  });
});
