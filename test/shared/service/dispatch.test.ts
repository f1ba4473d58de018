import { describe, expect, test } from '@jest/globals';
import Type from 'typebox';
import { check } from '../../../shared/schema/validate.ts';
import { type Caller, issueToken } from '../../../shared/service/auth.ts';
import { byToken, dispatcher, MAX_BODY_BYTES, type RawRequest } from '../../../shared/service/dispatch.ts';
import { Fault, Refusal } from '../../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest, Route } from '../../../shared/service/http.ts';
import { structuredLog } from '../../../shared/service/observe.ts';
import { ProblemSchema } from '../../../shared/service/problem.ts';
import { caller } from '../../make.ts';
import { manualClock } from '../../setup/manual-clock.ts';

const secret = Buffer.alloc(32, 1).toString('base64url');
const clock = manualClock();

type Handle = (request: HttpRequest) => Promise<HttpAnswer>;
const echo: Handle = async ({ params, query, body, caller: who }) => ({
  status: 200,
  body: { params, query, body, key: who.key },
});

const about = { does: 'Takes part in a test.' };
const closed = { additionalProperties: false };
const routesWith = (handle: Handle): Route<void>[] => [
  { ...about, method: 'GET', path: '/things/{id}', scope: 'sessions:read', handle },
  {
    ...about,
    method: 'POST',
    path: '/things/{id}',
    scope: 'sessions:write',
    body: Type.Object({ name: Type.String(), list: Type.Optional(Type.Array(Type.Integer())) }, closed),
    handle,
  },
  {
    ...about,
    method: 'GET',
    path: '/things',
    scope: 'public',
    query: Type.Object({ limit: Type.Optional(Type.String({ pattern: '^[0-9]+$' })) }, closed),
    handle,
  },
];

function openApi(handle: Handle = echo, tokenSecret = async () => secret) {
  const lines: Record<string, unknown>[] = [];
  const log = structuredLog(
    (line) => lines.push(JSON.parse(line)),
    () => clock.now(),
  );
  const answer = dispatcher({ routes: routesWith(handle), authenticate: byToken(tokenSecret, clock), log });
  const call = async (
    request: Partial<RawRequest> & { as?: Caller | undefined } = {},
  ): Promise<HttpAnswer> => {
    const { as, ...rest } = request;
    const authorization = as && `Bearer ${await issueToken(as, secret, clock)}`;
    const body = new Uint8Array();
    const query = new URLSearchParams();
    return await answer({
      method: 'GET',
      path: '/things',
      query,
      authorization,
      body,
      requestId: 'r1',
      ...rest,
    });
  };
  return { call, lines };
}

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const post = { method: 'POST', path: '/things/a', as: caller() } as const;

describe('a request that is right', () => {
  test('reaches its handler with parameters, body and caller', async () => {
    const { call } = openApi();
    const answer = await call({ ...post, path: '/things/a%20b', body: json({ name: 'x' }) });
    expect(answer).toEqual({
      status: 200,
      body: { params: { id: 'a b' }, query: {}, body: { name: 'x' }, key: 'key-test' },
    });
  });

  test('reaches a public route without a token, and with nobody as its caller', async () => {
    const { call } = openApi();
    const answer = await call({ query: new URLSearchParams('limit=3') });
    expect(answer.body).toMatchObject({ query: { limit: '3' }, key: '' });
  });
});

describe('a request that is refused', () => {
  test.each<[string, Parameters<ReturnType<typeof openApi>['call']>[0], number, object]>([
    ['to an unknown address', { path: '/nothing' }, 404, { code: 'route-unknown' }],
    ['with a broken address', { path: '/things/%zz' }, 404, { code: 'route-unknown' }],
    ['without a token', { path: '/things/a' }, 401, { code: 'token-missing' }],
    [
      'with a wrong token',
      { path: '/things/a', authorization: 'Bearer x.y.z' },
      401,
      { code: 'token-invalid' },
    ],
    ['without the scope', { ...post, as: caller({ scopes: [] }) }, 403, { code: 'scope-missing' }],
    ['with a body that is no JSON', { ...post, body: Buffer.from('{') }, 400, { code: 'body-not-json' }],
    ['without a body', post, 400, { code: 'body-not-json' }],
    [
      'with a body that is not UTF-8',
      { ...post, body: Uint8Array.of(0x22, 0xff, 0x22) },
      400,
      { code: 'body-not-json' },
    ],
    [
      'with a body of another form',
      { ...post, body: json({ name: 'x', list: [1, 'a'] }) },
      400,
      { code: 'request-invalid', field: '/list/1' },
    ],
    [
      'with an unknown field',
      { ...post, body: json({ name: 'x', more: 1 }) },
      400,
      { code: 'request-invalid' },
    ],
    [
      'with a wrong query',
      { query: new URLSearchParams('limit=many') },
      400,
      { code: 'request-invalid', field: '?/limit' },
    ],
    ['with an unknown query', { query: new URLSearchParams('a=1') }, 400, { code: 'request-invalid' }],
  ])('%s', async (_, request, status, problem) => {
    const { call, lines } = openApi();
    const answer = await call(request);
    expect(answer).toMatchObject({ status, body: { status, ...problem } });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(check(ProblemSchema, answer.body)).toMatchObject({ ok: true });
    expect(lines).toMatchObject([{ level: 'warn', request: 'r1', ...problem }]);
  });

  test('with a method that the address does not know says which it knows', async () => {
    const answer = await openApi().call({ method: 'DELETE', path: '/things/a' });
    expect(answer).toMatchObject({
      status: 405,
      body: { code: 'method-not-allowed' },
      headers: { allow: 'GET, POST', 'content-type': 'application/problem+json' },
    });
  });

  test('with a body larger than a request may be', async () => {
    const { call } = openApi();
    const largest = json({ name: 'x'.repeat(MAX_BODY_BYTES - 11) });
    expect(largest.byteLength).toBe(MAX_BODY_BYTES);
    expect(await call({ ...post, body: largest })).toMatchObject({ status: 200 });
    const larger = json({ name: 'x'.repeat(MAX_BODY_BYTES - 10) });
    expect(await call({ ...post, body: larger })).toMatchObject({
      status: 413,
      body: { code: 'body-too-large' },
    });
  });

  test('for want of rights never reaches the handler, and its body is not looked at', async () => {
    const { call } = openApi(async () => {
      throw new Error('It was called.');
    });
    expect(await call({ ...post, as: undefined, body: Buffer.from('{') })).toMatchObject({ status: 401 });
    const reader = caller({ scopes: ['sessions:read'] });
    expect(await call({ ...post, as: reader, body: Buffer.from('{') })).toMatchObject({ status: 403 });
  });

  test('for want of a token is told how to come again', async () => {
    const answer = await openApi().call({ path: '/things/a' });
    expect(answer.headers).toMatchObject({ 'www-authenticate': 'Bearer' });
  });
});

describe('what a handler throws', () => {
  test('as a refusal is told with its place', async () => {
    const { call } = openApi(async () => {
      throw new Refusal('query-invalid', 'A parenthesis is missing.', { position: 3, hint: ')' });
    });
    expect(await call()).toMatchObject({
      status: 400,
      body: { code: 'query-invalid', detail: 'A parenthesis is missing.', position: 3, hint: ')' },
    });
  });

  test('as a fault that passes asks to come again', async () => {
    const { call } = openApi(async () => {
      throw new Fault('search-unavailable');
    });
    expect(await call()).toMatchObject({
      status: 503,
      body: { code: 'search-unavailable' },
      headers: { 'retry-after': '1' },
    });
  });

  test.each([
    ['an error', new Error('/home/secret was not found')],
    [
      'an error with a code',
      Object.assign(new Error('/home/secret'), { code: 'ENOENT', path: '/home/secret' }),
    ],
    ['a text', '/home/secret'],
  ])('as %s that nobody foresaw says nothing about its inside, and the log has it', async (_, error) => {
    const { call, lines } = openApi(async () => {
      throw error;
    });
    const answer = await call();
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal-error' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(lines).toMatchObject([
      { level: 'error', request: 'r1', error: expect.stringContaining('secret') },
    ]);
  });

  test('before it was called, such as for want of the token secret, is answered too', async () => {
    const { call } = openApi(echo, () => Promise.reject(new Error('/home/secret')));
    expect(await call({ path: '/things/a', authorization: 'Bearer x' })).toMatchObject({
      status: 500,
      body: { code: 'internal-error' },
    });
  });
});

test('neither a token nor a key comes into the log', async () => {
  const { call, lines } = openApi();
  const token = await issueToken(caller({ scopes: [] }), secret, clock);
  await call({ ...post, as: undefined, authorization: `Bearer ${token}` });
  await call({ ...post, body: json({ name: 'x', apiKey: 'key-secret' }) });
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain(token.split('.')[2]);
  expect(JSON.stringify(lines)).not.toContain('key-secret');
});
