import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlackReceiver {
  /** Address of a webhook. */
  readonly url: string;
  /** Texts as they came. */
  readonly texts: readonly string[];
  close(): Promise<void>;
}

/** Takes what is sent to a webhook of Slack. */
export async function openSlackReceiver(): Promise<SlackReceiver> {
  const texts: string[] = [];
  const server = createServer(async (call, answer) => {
    let body = '';
    for await (const chunk of call) body += String(chunk);
    texts.push(String((JSON.parse(body) as { text: unknown }).text));
    answer.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T/B/x`,
    texts,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
