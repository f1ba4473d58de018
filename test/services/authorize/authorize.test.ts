import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { authorize } from '../../../services/authorize/service.ts';
import { type Caller, issueToken, TOKEN_SECONDS } from '../../../shared/service/auth.ts';
import { wireDeps } from '../../../shared/service/wire.ts';
import { caller } from '../../make.ts';
import { openWorld, type TestWorld } from '../world.ts';

const rig = caller({ scopes: ['sessions:write'], sources: ['rig-1', 'rig-2'], source: 'rig-1' });

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Who calls with this header, as the service alone decides it: with the one secret that it asks for. */
function callerOf(authorization: string | undefined): Promise<Caller> {
  const bound = authorize.bind(wireDeps(authorize.manifest, world));
  if (bound.kind !== 'gate') throw new Error('The service is no gate.');
  return bound.handle(authorization);
}

const tokenOf = async (who: Caller): Promise<string> =>
  `Bearer ${await issueToken(who, await world.secrets.get('token-signing'), world.clock)}`;

test('a token says whose it is, and what its key may do', async () => {
  expect(await callerOf(await tokenOf(rig))).toEqual(rig);
});

test.each([undefined, '', 'Basic cmlnOnNlY3JldA=='])('the header %p holds no token', async (header) => {
  await expect(callerOf(header)).rejects.toMatchObject({ name: 'Refusal', code: 'token-missing' });
});

test('a token is taken to the end of its time and no longer', async () => {
  const token = await tokenOf(rig);
  await world.clock.advance((TOKEN_SECONDS - 1) * 1000);
  expect(await callerOf(token)).toEqual(rig);
  await world.clock.advance(1000);
  await expect(callerOf(token)).rejects.toMatchObject({ code: 'token-invalid' });
});

test('a token that another secret signed is nobody’s', async () => {
  const secret = Buffer.alloc(32, 7).toString('base64url');
  const token = `Bearer ${await issueToken(rig, secret, world.clock)}`;
  await expect(callerOf(token)).rejects.toMatchObject({ name: 'Refusal', code: 'token-invalid' });
});

test('a secret that cannot be read is a fault of the platform and not of the token', async () => {
  const token = await tokenOf(rig);
  world = { ...world, secrets: { get: async () => Promise.reject(new Error('no route')) } };
  await expect(callerOf(token)).rejects.toThrow('no route');
});
