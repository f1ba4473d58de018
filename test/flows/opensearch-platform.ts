/**
 * Stands for a platform in tests that kill it: starts OpenSearch on the home of its argument and prints its
 * address. With a second argument it then stops it, and has to end by itself.
 */
import { startOpenSearch } from '../../infra/local/opensearch/index.ts';

const [home = '', andStop] = process.argv.slice(2);
const search = await startOpenSearch({ home, env: process.env });
console.log(search.url);
if (andStop) await search.stop();
