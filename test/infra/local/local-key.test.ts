import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ensureLocalKey } from '../../../infra/local/local-key.ts';
import { SCOPES } from '../../../shared/service/auth.ts';
import { callerOfKey, type Key } from '../../../shared/service/keys.ts';
import { documentAt, keysOf, openWorld, type TestWorld } from '../../services/world.ts';

let world: TestWorld;
let file: string;
beforeEach(async () => {
  world = await openWorld();
  file = join(world.home, 'local-key');
});
afterEach(() => world.close());

const ensure = (): Promise<void> => ensureLocalKey(file, world.area('ledger/keys'), world.clock);
const read = async (): Promise<string> => (await readFile(file, 'utf8')).trim();
const callerOf = (text: string) => callerOfKey(world.area('ledger/keys'), text, world.clock);

describe('the key of the workstation', () => {
  test('is made at the first start, may do everything, and only its owner can read it', async () => {
    await ensure();
    expect(await callerOf(await read())).toMatchObject({ scopes: SCOPES, sources: '*', source: 'local' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('stays at later starts', async () => {
    await ensure();
    const first = await read();
    await ensure();
    expect(await read()).toBe(first);
    expect(await keysOf(world, 'ledger/keys')).toHaveLength(1);
  });

  test.each<[string, (text: string) => Promise<unknown>]>([
    [
      'was revoked',
      async (text) => {
        const key = `${text.split('.')[0]}.json`;
        const document = await documentAt<Key>(world, 'ledger/keys', key);
        await world
          .area('ledger/keys')
          .put(key, Buffer.from(JSON.stringify({ ...document, revoked: 'today' })));
      },
    ],
    [
      'is known to the ledger no longer',
      (text) => world.area('ledger/keys').remove(`${text.split('.')[0]}.json`),
    ],
    ['was overwritten', () => writeFile(file, 'something else')],
  ])('is replaced when it %s', async (_, spoil) => {
    await ensure();
    const first = await read();
    await spoil(first);
    await ensure();
    expect(await read()).not.toBe(first);
    expect(await callerOf(await read())).toBeDefined();
  });
});
