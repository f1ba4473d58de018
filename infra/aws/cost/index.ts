/**
 * `npm run cost`: the bill of a month, from the program's own resources and a usage file. Options: `--stack dev`,
 * `--usage FILE`, `--zones 1`, `--write` (docs/cost.md).
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { captureAll } from './captures.ts';
import { costPage } from './page.ts';
import { screenTable } from './table.ts';
import { tables } from './tables.ts';
import { DEFAULT_USAGE, readUsage } from './usage.ts';

const PAGE = new URL('../../../docs/cost.md', import.meta.url);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stack: { type: 'string', default: 'dev' },
      usage: { type: 'string' },
      zones: { type: 'string', default: '1' },
      write: { type: 'boolean', default: false },
    },
  });
  const zones = Number(values.zones);
  if (![1, 2].includes(zones)) throw new Error(`--zones ${values.zones}: it can be 1 or 2.`);
  const usage = readUsage(values.usage ?? DEFAULT_USAGE);
  const captures = await captureAll(values.stack);
  for (const { title, heads, rows } of tables(captures, usage, zones === 2 ? 'twoZones' : 'oneZone'))
    console.log([title, '', ...screenTable(heads, rows), ''].join('\n'));
  if (values.write) await writeFile(PAGE, costPage(captures, usage));
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
