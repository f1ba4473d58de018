import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MAX_BODY_BYTES, problemAnswer, type RawRequest } from '../../shared/service/dispatch.ts';
import type { HttpAnswer } from '../../shared/service/http.ts';

export interface LocalHttp {
  /** Answers a request of the API. */
  api(request: RawRequest): Promise<HttpAnswer>;
  /** Serves the store's signed addresses; false where the path is not the store's. */
  store(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Whether everything that the platform needs answers. */
  healthy(): Promise<boolean>;
  onError(error: unknown): void;
}

/** Listens on loopback only: the platform of one workstation is nobody else's. */
export async function serveHttp(
  http: LocalHttp,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer({ highWaterMark: 1024 * 1024, noDelay: true }, (request, response) => {
    answer(http, request, response).catch((error: unknown) => {
      http.onError(error);
      if (!response.headersSent) send(response, problemAnswer('internal-error'), 'unknown');
      else response.destroy();
    });
  });
  server.requestTimeout = 0; // A part on a slow disk may take its time; the addresses expire by themselves.
  server.keepAliveTimeout = 65_000;
  await listen(server, port);
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return { url: `http://127.0.0.1:${bound}`, close: () => close(server) };
}

async function answer(http: LocalHttp, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Such as `//`, which names no host.
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  if (!url) return send(response, problemAnswer('route-unknown'), randomUUID());
  if (url.pathname === '/healthz') return health(http, response);
  if (await http.store(request, response)) return;
  const requestId = randomUUID();
  const body = await readBody(request);
  if (!body) {
    response.setHeader('connection', 'close');
    return send(response, problemAnswer('body-too-large'), requestId);
  }
  const { authorization } = request.headers;
  const { method = 'GET' } = request;
  send(
    response,
    await http.api({ method, path: url.pathname, query: url.searchParams, authorization, body, requestId }),
    requestId,
  );
}

async function health(http: LocalHttp, response: ServerResponse): Promise<void> {
  const ok = await http.healthy();
  response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ ok }));
}

/** Undefined where there is more than a request may have. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, body, headers }: HttpAnswer, requestId: string): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(text);
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)));
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function explain(error: Error, port: number): Error {
  if (!('code' in error)) return error;
  if (error.code === 'EADDRINUSE')
    return new Error(
      `Port ${port} is in use, by another platform or program. Take another: npm start -- --port N`,
      {
        cause: error,
      },
    );
  if (error.code === 'EACCES')
    return new Error(`Port ${port} is reserved. Take one above 1023: npm start -- --port N`, {
      cause: error,
    });
  return error;
}

/** Ends idle connections at once and lets running requests finish for a moment. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // One that is kept open becomes idle when its running request has ended.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const patience = setTimeout(() => server.closeAllConnections(), 3000);
  await closed;
  clearInterval(idle);
  clearTimeout(patience);
}
