/** `npm run bundle [SERVICE …]`: bundles the services for Lambda into .cache/bundles/ and prints their sizes. */
import { relative } from 'node:path';
import { BUNDLES, type Bundle, bundleAll, bundleService } from '../bundle.ts';
import { bundleTable } from './table.ts';

const names = process.argv.slice(2);
const bundles: Bundle[] = [];
if (names.length === 0) bundles.push(...(await bundleAll()));
else for (const name of names) bundles.push(await bundleService(name));
console.log(bundleTable(bundles));
console.log(`\nIn ${relative(process.cwd(), BUNDLES)}/<service>/index.mjs.`);
