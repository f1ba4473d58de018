import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Type from 'typebox';
import type { Caller } from '../../../../shared/service/auth.ts';
import { defineService } from '../../../../shared/service/define.ts';
import { ERRORS } from '../../../../shared/service/errors.ts';
import { type HttpAnswer, routeFor } from '../../../../shared/service/http.ts';
import { MAX_ANSWER_BYTES } from '../../../../shared/service/lambda/answer.ts';
import { encodeCaller } from '../../../../shared/service/lambda/caller-context.ts';
import type { GatewayEvent } from '../../../../shared/service/lambda/events.ts';
import { caller } from '../../../make.ts';
import { openWorld, type TestWorld } from '../../../services/world.ts';
import { functionOf } from './make.ts';

const route = routeFor<unknown>();
const does = 'Takes part in a test.';
let big = '';

/** Answers with what it was asked. */
const echo = defineService({
  name: 'echo',
  does,
  on: {
    http: [
      route({
        method: 'POST',
        path: '/v1/things/{id}',
        does,
        scope: 'sessions:write',
        body: Type.Object({ name: Type.String() }),
        query: Type.Object({ a: Type.Optional(Type.String()) }),
        handle: async ({ params, query, body, caller: { key } }) => ({
          status: 201,
          headers: { location: '/v1/there' },
          body: { params, query, body, key },
        }),
      }),
      route({
        method: 'GET',
        path: '/v1/open',
        does,
        scope: 'public',
        handle: async ({ caller: { key } }): Promise<HttpAnswer> => ({ status: 200, body: { key, big } }),
      }),
      route({
        method: 'DELETE',
        path: '/v1/open',
        does,
        scope: 'public',
        handle: async () => ({ status: 204 }),
      }),
    ],
  },
  emits: [],
  uses: {},
  limits: { memory: 256, timeout: 29, concurrency: 1 },
  failure: { alarm: 'None', runbook: 'docs/runbooks/none.md' },
});

let world: TestWorld;
beforeEach(async () => {
  big = '';
  world = await openWorld();
});
afterEach(() => world.close());

const from = (who: Caller): GatewayEvent['requestContext'] => ({
  requestId: 'request-1',
  stage: 'dev',
  authorizer: { principalId: who.key, ...encodeCaller(who) },
});
const post = (more: Partial<GatewayEvent> = {}): Partial<GatewayEvent> => ({
  httpMethod: 'POST',
  path: '/v1/things/t%201',
  requestContext: from(caller()),
  body: '{"name":"ä"}',
  ...more,
});

describe('a request from the gateway', () => {
  test('reaches its route with parameters, query, body and the caller of the authorizer', async () => {
    const event = post({
      multiValueQueryStringParameters: { a: ['1', '2 +'] },
      queryStringParameters: { a: '2 +' },
    });
    const answer = await functionOf(echo, world).serve(event);
    expect(JSON.parse(answer.body)).toEqual({
      params: { id: 't 1' },
      query: { a: '2 +' },
      body: { name: 'ä' },
      key: 'key-test',
    });
    expect(answer).toMatchObject({ statusCode: 201, isBase64Encoded: false });
    expect(answer.headers).toEqual({
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'request-1',
      location: '/v1/there',
    });
  });

  test('may have its query in single values only', async () => {
    const answer = await functionOf(echo, world).serve(post({ queryStringParameters: { a: '7' } }));
    expect(JSON.parse(answer.body)).toMatchObject({ query: { a: '7' } });
  });

  test('may have its body in base64', async () => {
    const body = Buffer.from('{"name":"ß"}').toString('base64');
    const answer = await functionOf(echo, world).serve(post({ body, isBase64Encoded: true }));
    expect(JSON.parse(answer.body)).toMatchObject({ body: { name: 'ß' } });
  });

  test('is the same with the name of the stage in its path', async () => {
    const answer = await functionOf(echo, world).serve(post({ path: '/dev/v1/things/t1' }));
    expect(JSON.parse(answer.body)).toMatchObject({ params: { id: 't1' } });
  });

  test('without a body is refused where one is needed', async () => {
    const answer = await functionOf(echo, world).serve(post({ body: null }));
    expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([400, 'body-not-json']);
  });

  test('without a caller is refused, whatever token it carries', async () => {
    const event = post({ requestContext: { requestId: 'request-1', stage: 'dev' } });
    const answer = await functionOf(echo, world).serve({
      ...event,
      ...{ headers: { Authorization: 'Bearer x' } },
    });
    expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([401, 'token-missing']);
  });

  test('is held to the scopes of its caller', async () => {
    const answer = await functionOf(echo, world).serve(
      post({ requestContext: from(caller({ scopes: [] })) }),
    );
    expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([403, 'scope-missing']);
  });

  test('to a public route needs no caller', async () => {
    const answer = await functionOf(echo, world).serve({ path: '/v1/open' });
    expect(JSON.parse(answer.body)).toMatchObject({ key: '' });
  });

  test('leaves both its own id and that of the call in the log', async () => {
    const { serve, lines } = functionOf(echo, world);
    await serve({ path: '/v1/nowhere' });
    expect(lines).toMatchObject([{ call: 'call-1', request: 'request-1', code: 'route-unknown' }]);
  });
});

describe('an answer', () => {
  test('without a body is empty', async () => {
    const answer = await functionOf(echo, world).serve({ httpMethod: 'DELETE', path: '/v1/open' });
    expect(answer).toMatchObject({ statusCode: 204, body: '' });
  });

  test('that Lambda would not take says that a smaller page is to be asked for', async () => {
    const { serve, lines } = functionOf(echo, world);
    big = 'x'.repeat(MAX_ANSWER_BYTES);
    const answer = await serve({ path: '/v1/open' });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'answer-too-large',
      todo: ERRORS['answer-too-large'].todo,
    });
    expect(lines).toMatchObject([{ level: 'warn', call: 'call-1', request: 'request-1' }]);
  });

  test('is measured as Lambda does, with every quote of it escaped', async () => {
    // Three bytes each in the body, and seven in the JSON that holds it.
    big = '"\\"'.repeat(MAX_ANSWER_BYTES / 12);
    const { serve } = functionOf(echo, world);
    expect((await serve({ path: '/v1/open' })).statusCode).toBe(400);
    big = 'xyz'.repeat(MAX_ANSWER_BYTES / 12);
    expect((await serve({ path: '/v1/open' })).statusCode).toBe(200);
  });
});
