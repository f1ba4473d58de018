import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openLocalSecrets } from '../../../../shared/clients/local/secrets.ts';
import { describeSecrets } from '../../../contracts/secrets.ts';

const scratch = (): Promise<string> => mkdtemp(join(tmpdir(), 'sessions-secrets-'));

describeSecrets('secrets as files', async () => {
  const folder = await scratch();
  return {
    secrets: openLocalSecrets(folder),
    reopen: () => openLocalSecrets(folder),
    close: () => rm(folder, { recursive: true }),
  };
});

test('only their owner may read them, and nothing else is left in the folder', async () => {
  const folder = await scratch();
  try {
    await openLocalSecrets(folder).get('token-signing');
    expect(await readdir(folder)).toEqual(['token-signing']);
    expect((await stat(join(folder, 'token-signing'))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
});
