import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { S3Client } from '@aws-sdk/client-s3';
import { makeS3Client } from '../../../../../shared/clients/aws/objects/index.ts';

/** One request of a client, as it came over the wire. */
export interface Asked {
  readonly method: string;
  /** As it was sent, with its escapes. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: IncomingHttpHeaders;
  readonly body?: string | Buffer;
}

/** `lose`: the request is done behind the front, but the connection breaks before its answer. */
export type Decision = Answer | 'hand on' | 'lose';

/** What stands where S3 is: it writes down what it is asked and answers, hands it on, or loses the answer. */
export interface S3Front {
  readonly client: S3Client;
  readonly asked: Asked[];
  close(): Promise<void>;
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** `target` is where requests are handed on to. */
export async function openFront(
  decide: (asked: Asked, index: number) => Decision | Promise<Decision>,
  target = '',
): Promise<S3Front> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const one = await read(request);
    asked.push(one);
    const decision = await decide(one, asked.length - 1);
    const answer = typeof decision === 'string' ? await handOn(target, request, one) : decision;
    if (decision === 'lose') response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = makeS3Client({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
  return {
    client,
    asked,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://front');
  const { method = '', headers } = request;
  return { method, path: pathname, query: searchParams, headers, body: await buffer(request) };
}

/** The host that was signed goes with it. */
function handOn(
  target: string,
  { url = '/' }: IncomingMessage,
  { method, headers, body }: Asked,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  send(`${target}${url}`, { method, headers }, (answer) => {
    const { statusCode: status = 0, headers } = answer;
    buffer(answer).then((body) => resolve({ status, headers, body }), reject);
  })
    .on('error', reject)
    .end(body);
  return promise;
}

/** An answer of S3 with an error. */
export const refusal = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>It is refused.</Message></Error>`,
});

export const xml = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
});
