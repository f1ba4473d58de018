import { createPrivateKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bootstrapped, bootstrap } from '../../../../services/cli/deployment/bootstrap.ts';
import { SCOPES } from '../../../../shared/service/auth.ts';
import { callerOfKey } from '../../../../shared/service/keys.ts';
import { emulatorOfFile } from '../../../shared/clients/aws/emulator.ts';
import { makeStack, type Stack } from './stack.ts';

const emulator = emulatorOfFile();

let stack: Stack;
beforeEach(async () => {
  stack = await makeStack(await emulator());
});
afterEach(() => stack.close());

const run = (again = false): Promise<Bootstrapped> =>
  bootstrap(stack.outputs, stack.world, { label: 'Marta', again });

const secrets = async () => [await stack.secret('token-signing'), await stack.secret('receipt-signing')];

/** Everything that running it can change. */
const everything = async () => [await secrets(), await stack.keyIds(), await stack.gatewayKeys()];

describe('a new stack', () => {
  test('gets a key that may do everything, and that the platform takes', async () => {
    const { id, text } = await run();
    const { keys, clock } = stack.world;
    expect(await callerOfKey(keys, text, clock)).toEqual({ key: id, scopes: [...SCOPES], sources: '*' });
    expect(await stack.keyIds()).toEqual([id]);
  });

  test('gets both secrets, which it had not', async () => {
    expect(await secrets()).toEqual([undefined, undefined]);
    expect((await run()).made).toEqual(['token-signing', 'receipt-signing']);
    const [token = '', receipt = ''] = await secrets();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const key = createPrivateKey({ key: JSON.parse(receipt), format: 'jwk' });
    expect(key.asymmetricKeyType).toBe('ed25519');
  });

  test('counts the key by its id, which is no secret, and never hears of the key itself', async () => {
    const { id, text } = await run();
    const { all, inPlan } = await stack.gatewayKeys();
    expect(inPlan).toEqual([id]);
    expect(all).toContain(id);
    expect(JSON.stringify(all)).not.toContain(text.split('.')[1]);
  });

  test('keeps the secret that it has a value of', async () => {
    await stack.giveSecret('receipt-signing', 'of long ago');
    expect((await run()).made).toEqual(['token-signing']);
    expect(await stack.secret('receipt-signing')).toBe('of long ago');
  });
});

describe('a stack that has keys', () => {
  test('is left as it is', async () => {
    await run();
    const before = await everything();
    await expect(run()).rejects.toMatchObject({ name: 'CliError', code: 'keys-there', exit: 'refused' });
    expect(await everything()).toEqual(before);
  });

  test('gets no secrets either, for what they signed would be worth nothing', async () => {
    await stack.world.keys.put('key-of-somebody.json', Buffer.from('{}'));
    await expect(run()).rejects.toMatchObject({ code: 'keys-there' });
    expect(await secrets()).toEqual([undefined, undefined]);
  });

  test('gets another key where that is asked for, beside the others and with the secrets it has', async () => {
    const first = await run();
    const before = await secrets();
    const second = await run(true);
    expect(second.made).toEqual([]);
    expect(await secrets()).toEqual(before);
    const ids = [first.id, second.id].toSorted();
    expect((await stack.keyIds()).toSorted()).toEqual(ids);
    expect((await stack.gatewayKeys()).inPlan.toSorted()).toEqual(ids);
  });
});

describe('a usage plan that is not there', () => {
  const elsewhere = () =>
    bootstrap({ ...stack.outputs, usagePlan: 'no-plan' }, stack.world, { label: 'Marta', again: false });

  test('leaves no key that looks as if it worked, neither here nor at the gateway', async () => {
    const before = await stack.gatewayKeys();
    await expect(elsewhere()).rejects.toMatchObject({ name: 'NotFoundException' });
    expect(await stack.keyIds()).toEqual([]);
    expect(await stack.gatewayKeys()).toEqual(before);
  });

  test('can be put right: the same command then makes the first key, with the secrets of before', async () => {
    await expect(elsewhere()).rejects.toThrow();
    const before = await secrets();
    expect(await run()).toMatchObject({ made: [] });
    expect(await secrets()).toEqual(before);
    expect(await stack.keyIds()).toHaveLength(1);
  });
});
