import { Agent, request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { buffer, text as textOf } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalHttp, serveHttp } from '../../../infra/local/http-server.ts';
import { MAX_BODY_BYTES, type RawRequest } from '../../../shared/service/dispatch.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let errors: unknown[];
let seen: RawRequest[];
let http: LocalHttp;
let server: { url: string; close(): Promise<void> };

beforeEach(async () => {
  errors = [];
  seen = [];
  http = {
    api: async (request) => {
      seen.push(request);
      return { status: 200, body: { path: request.path } };
    },
    store: async () => false,
    healthy: async () => true,
    onError: (error) => errors.push(error),
  };
  // Looked up at each request, so that a test may replace one part.
  server = await serveHttp(
    {
      api: (request) => http.api(request),
      store: (request, response) => http.store(request, response),
      healthy: () => http.healthy(),
      onError: (error) => http.onError(error),
    },
    0,
  );
});
afterEach(() => server.close());

function call(path: string, options: RequestOptions = {}, body?: Uint8Array | string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { hostname, port } = new URL(server.url);
  const headers = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const request = httpRequest({ hostname, port, path, headers, agent: false, ...options }, (response) => {
    buffer(response).then(
      (bytes) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString() }),
      reject,
    );
  });
  request.on('error', reject).end(body);
  return promise;
}

describe('a request', () => {
  test('reaches the API with everything that it says', async () => {
    const headers = { authorization: 'Bearer abc', 'content-length': 3 };
    const answer = await call('/v1/a%20b?q=x%26y&limit=2', { method: 'POST', headers }, '{ }');
    expect(answer).toMatchObject({ status: 200, body: '{"path":"/v1/a%20b"}' });
    const [request] = seen;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/a%20b', authorization: 'Bearer abc' });
    expect([...(request?.query ?? [])]).toEqual([
      ['q', 'x&y'],
      ['limit', '2'],
    ]);
    expect(Buffer.from(request?.body ?? []).toString()).toBe('{ }');
  });

  test('has an id that its answer bears', async () => {
    const answers = [await call('/a'), await call('/b')];
    expect(answers.map(({ headers }) => headers['x-request-id'])).toEqual(
      seen.map(({ requestId }) => requestId),
    );
    expect(new Set(seen.map(({ requestId }) => requestId)).size).toBe(2);
  });

  test('is answered with what the service says, headers too', async () => {
    http.api = async () => ({ status: 401, body: { ä: 1 }, headers: { 'www-authenticate': 'Bearer' } });
    const { status, headers, body } = await call('/a');
    expect({ status, body }).toEqual({ status: 401, body: '{"ä":1}' });
    expect(headers).toMatchObject({
      'www-authenticate': 'Bearer',
      'content-type': 'application/json',
      'content-length': '8',
      'x-content-type-options': 'nosniff',
    });
  });

  test.each(['//', '//x/v1', '/\\', '/%', '/?%zz', '*'])(
    'to the address %p is no failure of ours',
    async (path) => {
      expect((await call(path, { method: 'OPTIONS' })).status).toBeLessThan(500);
      expect(errors).toEqual([]);
    },
  );

  test('is first offered to the store, which may take it', async () => {
    http.store = async (request, response) => {
      if (!request.url?.startsWith('/store/')) return false;
      response.writeHead(204).end();
      return true;
    };
    expect((await call('/store/archive/x')).status).toBe(204);
    expect((await call('/v1/sessions')).status).toBe(200);
    expect(seen.map(({ path }) => path)).toEqual(['/v1/sessions']);
  });
});

describe('a body', () => {
  test('of the largest size is taken', async () => {
    await call('/v1/a', { method: 'POST' }, Buffer.alloc(MAX_BODY_BYTES));
    expect(seen.map(({ body }) => body.byteLength)).toEqual([MAX_BODY_BYTES]);
  });

  test.each([
    ['by a byte', 1],
    ['by far', 20 * 1024 * 1024],
  ])('that is too large %s is refused in words, not by a connection that breaks', async (_, more) => {
    const answer = await call('/v1/a', { method: 'POST' }, Buffer.alloc(MAX_BODY_BYTES + more));
    expect(answer).toMatchObject({
      status: 413,
      headers: { 'content-type': 'application/problem+json', connection: 'close' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'body-too-large', status: 413 });
    expect(seen).toEqual([]);
  });

  test('that breaks off reaches no service, and the next request is answered', async () => {
    const { hostname, port } = new URL(server.url);
    const ended = Promise.withResolvers<void>();
    http.onError = () => ended.resolve();
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write('POST /v1/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc', () =>
        socket.destroy(),
      );
    });
    await ended.promise;
    expect(seen).toEqual([]);
    expect((await call('/v1/a')).status).toBe(200);
  });
});

describe('a failure', () => {
  test.each<[string, Partial<LocalHttp>]>([
    ['of the API', { api: () => Promise.reject(new Error('/home/secret')) }],
    ['of the store', { store: () => Promise.reject(new Error('/home/secret')) }],
  ])('%s is answered as one, says nothing of its inside, and is told to the log', async (_, broken) => {
    Object.assign(http, broken);
    const answer = await call('/v1/a');
    expect(answer).toMatchObject({ status: 500, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'internal-error' });
    expect(answer.body).not.toContain('secret');
    expect(errors).toEqual([new Error('/home/secret')]);
  });

  test('after the answer began breaks it off, so that nobody takes half for the whole', async () => {
    http.store = async (_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      throw new Error('The disk failed.');
    };
    await expect(call('/store/x')).rejects.toThrow();
    expect(errors).toHaveLength(1);
  });
});

describe('/healthz', () => {
  test.each([
    [true, 200],
    [false, 503],
  ])('says %p by %p', async (healthy, status) => {
    http.healthy = async () => healthy;
    expect(await call('/healthz')).toMatchObject({ status, body: JSON.stringify({ ok: healthy }) });
  });
});

describe('the server', () => {
  test('is reached on loopback only', () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });

  test('does not start on a port that is taken', async () => {
    const { port } = new URL(server.url);
    await expect(serveHttp(http, Number(port))).rejects.toThrow('is in use');
  });

  test('answers what is in work before it ends', async () => {
    const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: reached, resolve: arrive } = Promise.withResolvers<void>();
    http.api = async () => {
      arrive();
      await held;
      return { status: 200, body: 'done' };
    };
    const agent = new Agent({ keepAlive: true });
    const answer = call('/v1/slow', { agent });
    await reached;
    const closed = server.close();
    goOn();
    expect(await answer).toMatchObject({ status: 200, body: '"done"' });
    await closed;
    await expect(call('/v1/a')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('ends although a connection is kept open', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write('GET /v1/a HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    const rest = textOf(socket);
    await server.close();
    await rest;
  });
});
