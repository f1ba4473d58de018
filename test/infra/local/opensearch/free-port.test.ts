import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from '../../../../infra/local/opensearch/free-port.ts';

async function listener(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

test('a free port can be listened on', async () => {
  const server = createServer();
  await once(server.listen(await freePort(), '127.0.0.1'), 'listening');
  server.close();
});

test('of a range the port that nobody uses is found', async () => {
  await using busy = await listener();
  const { port } = busy;
  const range = port < 65_535 ? { first: port, last: port + 1 } : { first: port - 1, last: port };
  for (let round = 0; round < 10; round++) expect(await freePort(range)).not.toBe(port);
});

test('a range that is all in use is said', async () => {
  await using busy = await listener();
  const range = { first: busy.port, last: busy.port };
  await expect(freePort(range)).rejects.toThrow(`every port from ${busy.port} to ${busy.port} is in use`);
});
