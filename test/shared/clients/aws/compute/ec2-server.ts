import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What one request gets: instances, an error as EC2 words it, a connection that breaks, or silence. */
export type Ec2Answer =
  | { readonly instances: readonly { readonly id: string; readonly state: string; readonly at?: string }[] }
  | { readonly code: string; readonly status?: number }
  | 'lost'
  | 'silence';

/** Requests as EC2's query API gets them: `Action`, `ClientToken`, `TagSpecification.1.Tag.2.Key` … */
export type Ec2Request = Readonly<Record<string, string>>;

export interface Ec2Server {
  readonly url: string;
  readonly seen: readonly Ec2Request[];
  close(): Promise<void>;
}

/** EC2 on loopback, in the words of its API, with answers as a test gives them. */
export async function openEc2Server(answer: (request: Ec2Request) => Ec2Answer): Promise<Ec2Server> {
  const seen: Ec2Request[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const asked = Object.fromEntries(new URLSearchParams(body));
      seen.push(asked);
      const answered = answer(asked);
      if (answered === 'silence') return;
      if (answered === 'lost') return void request.socket.destroy();
      const failed = 'code' in answered;
      response.writeHead(failed ? (answered.status ?? 400) : 200, { 'content-type': 'text/xml' });
      response.end(failed ? errorBody(answered.code) : instancesBody(asked.Action ?? '', answered.instances));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const errorBody = (code: string): string =>
  `<Response><Errors><Error><Code>${code}</Code><Message>As EC2 says it.</Message></Error></Errors></Response>`;

function instancesBody(
  action: string,
  found: Extract<Ec2Answer, { instances: unknown }>['instances'],
): string {
  const items = found
    .map(
      ({ id, state, at = '2026-01-01T00:00:00.000Z' }) =>
        `<item><instanceId>${id}</instanceId><launchTime>${at}</launchTime>` +
        `<instanceState><code>0</code><name>${state}</name></instanceState></item>`,
    )
    .join('');
  const set = `<instancesSet>${items}</instancesSet>`;
  const body =
    action === 'DescribeInstances'
      ? `<reservationSet><item><reservationId>r-1</reservationId>${set}</item></reservationSet>`
      : set;
  return `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${body}</${action}Response>`;
}
