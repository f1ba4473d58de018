import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A Slack on loopback, which answers as a test orders it. */
export interface Slack {
  readonly url: string;
  close(): Promise<void>;
  /** Bodies that came to each path. */
  readonly posted: { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[];
  /** How often it was called, whatever it answered. */
  calls(): number;
  /** The answer from now on; 'silence' never answers. */
  answer(how: { status: number; body?: string; headers?: Record<string, string> } | 'silence'): void;
}

export async function openSlackServer(): Promise<Slack> {
  const posted: Slack['posted'] = [];
  let calls = 0;
  let how: Parameters<Slack['answer']>[0] = { status: 200, body: 'ok' };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    calls += 1;
    const body = await text(request);
    if (how === 'silence') return;
    if (how.status === 200) posted.push({ path: request.url ?? '', body: JSON.parse(body) });
    response.writeHead(how.status, how.headers).end(how.body);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    calls: () => calls,
    answer: (next) => {
      how = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
