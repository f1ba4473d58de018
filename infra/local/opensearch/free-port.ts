import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A loopback port on which nobody listens. Between this answer and its use somebody may take it: whoever uses it
 * must still look who answers there. A random beginning keeps platforms that start together apart.
 */
export async function freePort(range?: { first: number; last: number }): Promise<number> {
  if (!range) return (await tryPort(0)) ?? 0;
  const count = range.last - range.first + 1;
  const begin = randomInt(count);
  for (let step = 0; step < count; step++) {
    const port = await tryPort(range.first + ((begin + step) % count));
    if (port !== undefined) return port;
  }
  throw new Error(`every port from ${range.first} to ${range.last} is in use`);
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' ? address?.port : undefined;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
