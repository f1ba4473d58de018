import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ingest } from '../../../services/ingest/service.ts';
import { type Token, TokenSchema } from '../../../shared/api/auth.ts';
import { check } from '../../../shared/schema/validate.ts';
import { authenticate } from '../../../shared/service/auth.ts';
import { makeKey } from '../../../shared/service/keys.ts';
import { apiOf, openWorld, type TestWorld } from '../world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const ask = (apiKey: string) =>
  apiOf(ingest, world)({ method: 'POST', path: '/v1/auth/token', body: { apiKey } });
const make = (sources: readonly string[] | '*') =>
  makeKey(world.area('ledger/keys'), world.clock, { label: 'test', scopes: ['sessions:read'], sources });

describe('a key', () => {
  test('gives a token that stands for the same caller, and that nobody is to keep', async () => {
    const { id, text } = await make(['rig-1']);
    const answer = await ask(text);
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(check(TokenSchema, answer.body)).toMatchObject({ ok: true });
    const { token, expiresIn, scopes, source } = answer.body as Token;
    expect({ expiresIn, scopes, source }).toEqual({
      expiresIn: 900,
      scopes: ['sessions:read'],
      source: 'rig-1',
    });
    const caller = await authenticate(
      `Bearer ${token}`,
      await world.secrets.get('token-signing'),
      world.clock,
    );
    expect(caller).toEqual({ key: id, scopes: ['sessions:read'], sources: ['rig-1'], source: 'rig-1' });
  });

  test('that is wrong gives none, whatever is wrong with it', async () => {
    const { id, text } = await make('*');
    const wrong = [
      'x',
      `${id}.${'A'.repeat(43)}`,
      `key-${'0'.repeat(24)}.${'A'.repeat(43)}`,
      text.slice(0, -1),
    ];
    const answers = await Promise.all(wrong.map(ask));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'key-invalid' } });
  });
});
