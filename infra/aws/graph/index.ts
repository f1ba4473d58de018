import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { captureGraph } from './capture.ts';
import { summaryOf } from './summary.ts';

/** `npm run graph`: what a stack would ask of AWS, as a table, and whole as JSON. Needs no account. */
const USAGE = 'npm run graph -- [--stack dev] [--account 000000000000] [--to .cache/graph-dev.json]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stack: { type: 'string', default: 'dev' },
      account: { type: 'string', default: '000000000000' },
      to: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { stack, account } = values;
  const to = values.to ?? fileURLToPath(new URL(`../../../.cache/graph-${stack}.json`, import.meta.url));
  const started = performance.now();
  const graph = await captureGraph({ stack, account });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, `${JSON.stringify(graph, undefined, 2)}\n`);
  console.log(summaryOf(graph));
  console.log(`\nCaptured in ${seconds} s; whole in ${relative(process.cwd(), to)}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
