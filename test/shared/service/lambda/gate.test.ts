import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { authorize } from '../../../../services/registry.ts';
import { issueToken } from '../../../../shared/service/auth.ts';
import { decodeCaller } from '../../../../shared/service/lambda/caller-context.ts';
import type { AuthorizerAnswer } from '../../../../shared/service/lambda/events.ts';
import { caller } from '../../../make.ts';
import { openWorld, type TestWorld } from '../../../services/world.ts';
import { functionOf } from './make.ts';

const methodArn = 'arn:aws:execute-api:us-east-1:000000000000:abc/dev/GET/v1/sessions';
const who = caller({ scopes: ['sessions:read'], sources: '*' });

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const tokenOf = async (): Promise<string> =>
  await issueToken(who, await world.secrets.get('token-signing'), world.clock);

test.each(['Authorization', 'authorization', 'AUTHORIZATION'])(
  'a token in the header %s opens what was asked for, and nothing else',
  async (name) => {
    const headers = { Accept: '*/*', [name]: `Bearer ${await tokenOf()}` };
    const event = { type: 'REQUEST', methodArn, headers };
    const answer = (await functionOf(authorize, world).call(event)) as AuthorizerAnswer;
    expect(answer.policyDocument.Statement).toMatchObject([
      { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn },
    ]);
    expect(decodeCaller(answer.context)).toEqual(who);
    // Requests are counted by the key, whatever token it was changed for.
    expect(answer).toMatchObject({ principalId: who.key, usageIdentifierKey: who.key });
  },
);

test.each([undefined, null, {}, { Authorization: 'Bearer of bad news' }])(
  'the headers %j are told 401, by the one word of which the gateway makes it',
  async (headers) => {
    const { call, lines } = functionOf(authorize, world);
    await expect(call({ type: 'REQUEST', methodArn, headers })).rejects.toThrow(/^Unauthorized$/);
    expect(lines).toMatchObject([{ level: 'warn', code: expect.stringMatching(/^token-/) }]);
  },
);

test('a token is never in the log', async () => {
  const { call, lines } = functionOf(authorize, world);
  const token = `${await tokenOf()}x`;
  await expect(call({ methodArn, headers: { authorization: `Bearer ${token}` } })).rejects.toThrow();
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain(token.slice(0, 40));
});

test('where the secret cannot be read nobody is told that the token is wrong', async () => {
  const broken = { ...world, secrets: { get: async () => Promise.reject(new Error('no route')) } };
  const event = { methodArn, headers: { authorization: `Bearer ${await tokenOf()}` } };
  await expect(functionOf(authorize, broken).call(event)).rejects.toThrow('no route');
});
