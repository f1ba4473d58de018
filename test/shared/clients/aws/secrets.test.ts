import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { secretsManager } from '../../../../shared/clients/aws/secrets.ts';
import type { Secrets } from '../../../../shared/ports/secrets.ts';
import { describeSecrets } from '../../../contracts/secrets.ts';
import { type ManualClock, manualClock } from '../../../setup/manual-clock.ts';
import { emulatorOfFile, uniqueNames } from './emulator.ts';
import { type Front, jsonError, openFront } from './front.ts';

const emulator = emulatorOfFile();
const unique = uniqueNames();

describeSecrets('secrets of Secrets Manager', async () => {
  const { root } = await emulator();
  const client = new SecretsManagerClient(root);
  const make = async (name: string, value: string): Promise<string> => {
    const made = await client.send(new CreateSecretCommand({ Name: unique(name), SecretString: value }));
    return made.ARN ?? '';
  };
  const { privateKey } = generateKeyPairSync('ed25519');
  const arns = {
    'token-signing': await make('token-signing', randomBytes(32).toString('base64url')),
    'receipt-signing': await make(
      'receipt-signing',
      JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'k-1' }),
    ),
  };
  const reopen = (): Secrets => secretsManager({ client, arns, clock: manualClock() });
  return { secrets: reopen(), reopen, close: async () => client.destroy() };
});

describe('a secret', () => {
  let front: Front;
  let client: SecretsManagerClient;
  let clock: ManualClock;
  let arn: string;
  let secrets: Secrets;
  beforeEach(async () => {
    const { root } = await emulator();
    front = await openFront(root.endpoint);
    client = new SecretsManagerClient({ ...root, endpoint: front.url, maxAttempts: 1 });
    const made = await client.send(new CreateSecretCommand({ Name: unique('secret') }));
    arn = made.ARN ?? '';
    clock = manualClock();
    secrets = secretsManager({ client, arns: { 'token-signing': arn }, clock });
    front.asked.length = 0;
  });
  afterEach(async () => {
    client.destroy();
    await front.close();
  });

  const put = (value: string): Promise<unknown> =>
    client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: value }));
  const asked = (): number => front.asked.filter(({ action }) => action === 'GetSecretValue').length;

  test('without a value says what to do, and is there as soon as that is done', async () => {
    await expect(secrets.get('token-signing')).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringContaining('sessions keys bootstrap'),
    });
    await put('made');
    expect(await secrets.get('token-signing')).toBe('made');
  });

  test('is asked for once in five minutes, however many ask at once', async () => {
    await put('first');
    await Promise.all([secrets.get('token-signing'), secrets.get('token-signing')]);
    await clock.advance(5 * 60_000 - 1);
    await secrets.get('token-signing');
    expect(asked()).toBe(1);
  });

  test('that was changed is seen after five minutes', async () => {
    await put('first');
    await secrets.get('token-signing');
    await put('second');
    await clock.advance(5 * 60_000);
    expect(await secrets.get('token-signing')).toBe('second');
  });

  test('that could not be read is asked for again by the next one', async () => {
    await put('value');
    front.answer(() => jsonError('InternalServiceError', 'not now', 500));
    await expect(secrets.get('token-signing')).rejects.toThrow('not now');
    front.answer(() => undefined);
    expect(await secrets.get('token-signing')).toBe('value');
  });

  test('that the environment does not name is nobody else’s', async () => {
    await expect(secrets.get('receipt-signing')).rejects.toThrow('the manifest asks for none');
    expect(asked()).toBe(0);
  });
});
