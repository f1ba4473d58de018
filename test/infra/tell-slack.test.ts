import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('../../infra/tell-slack.ts', import.meta.url));

const tell = async (text: string, webhook?: string): Promise<string> => {
  const env = { PATH: process.env.PATH, ...(webhook !== undefined && { SLACK_WEBHOOK: webhook }) };
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', program, text], { env });
  return stdout;
};

test('one line of text goes to the webhook', async () => {
  const bodies: unknown[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    bodies.push(JSON.parse(body));
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const printed = await tell('dev failed.\n  What to do: …', `http://127.0.0.1:${port}/hook`);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(bodies).toEqual([{ text: 'dev failed. What to do: …' }]);
  expect(printed).toBe('');
});

test('a deployment goes on where Slack cannot be told, and the log has the text', async () => {
  expect(await tell('dev deployed')).toContain('dev deployed');
  expect(await tell('dev deployed', 'http://127.0.0.1:9/hook')).toContain('dev deployed');
});
