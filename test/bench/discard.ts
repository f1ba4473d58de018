/** A process that takes PUTs and throws them away: the peer of the store. Prints its address. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  request.on('data', () => undefined).on('end', () => response.end());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) console.log(`http://127.0.0.1:${address.port}/`);
});
