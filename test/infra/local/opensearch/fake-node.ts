/**
 * Stands for OpenSearch in tests of what runs it: answers like a node, on the port and under the cluster name of
 * its arguments. The third argument tells how it behaves.
 */
import { createServer } from 'node:http';

const [port = '', cluster = '', behaviour = 'well'] = process.argv.slice(2);

if (behaviour === 'refuse') {
  console.log('IllegalStateException: the data cannot be read');
  process.exit(1);
}
const listensOn = behaviour === 'elsewhere' ? 0 : Number(port);
if (behaviour === 'elsewhere') console.log('other port');

createServer((request, response) => {
  const health = request.url?.startsWith('/_cluster/health');
  const identity = { cluster_name: cluster, version: { distribution: 'opensearch', number: '3.5.0' } };
  response.statusCode = behaviour === 'starting' ? 503 : 200;
  response.end(JSON.stringify(health ? { status: 'green' } : { ...identity, pid: process.pid }));
}).listen(listensOn, '127.0.0.1');
