import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request of an SDK client, as far as tests look at it. */
export interface Asked {
  /** `Publish`, `ReceiveMessage`: by the header of the JSON protocols, or by the form of the query protocol. */
  readonly action: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What stands where AWS is: it writes down what it is asked, answers it itself, or hands it on. */
export interface Front {
  readonly url: string;
  readonly asked: Asked[];
  /** From now on: its own answer, or undefined to hand the request on. */
  answer(decide: (asked: Asked) => Answer | undefined): void;
  close(): Promise<void>;
}

export const nothing: Answer = { status: 200, body: '{}' };

/** An answer of AWS in the JSON protocols (SQS, Secrets Manager). */
export const jsonError = (type: string, message: string, status = 400): Answer => ({
  status,
  body: JSON.stringify({ __type: type, message }),
});

/** An answer of AWS in the query protocol (SNS). */
export const xmlError = (code: string, message: string, status = 400): Answer => ({
  status,
  body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

/** Before `target`, an emulator; without one, all that it does not answer itself is answered with nothing. */
export async function openFront(target?: string): Promise<Front> {
  const asked: Asked[] = [];
  let decide: (asked: Asked) => Answer | undefined = () => undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const body = (await buffer(request)).toString();
    const one = { action: actionOf(headers, body), headers, body };
    asked.push(one);
    const own = decide(one) ?? (target === undefined ? nothing : await handOn(target, request, body));
    response.writeHead(own.status, { 'content-type': contentType(own.body) }).end(own.body);
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (next) => {
      decide = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function actionOf(headers: IncomingMessage['headers'], body: string): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string'
    ? target.slice(target.indexOf('.') + 1)
    : (new URLSearchParams(body).get('Action') ?? '');
}

const contentType = (body: string): string =>
  body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.0';

async function handOn(target: string, request: IncomingMessage, body: string): Promise<Answer> {
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  const answer = await fetch(`${target}${request.url}`, {
    method: request.method ?? 'POST',
    headers: headers as Record<string, string>,
    body,
  });
  return { status: answer.status, body: await answer.text() };
}
