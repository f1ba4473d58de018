/**
 * `npm run bench -- [AREA …] [--json]`: measures, prints a table (or the JSON list of figures) and, when all areas
 * ran, writes docs/benchmarks.md. Nothing here is asserted by a test: times belong to machines.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.ts';
import { benchmarksPage, figureTable } from './page.ts';

interface Area {
  readonly about: string;
  run(say: (line: string) => void): Promise<readonly Figure[]>;
}

const AREAS: Readonly<Record<string, () => Promise<Area>>> = {
  start: async () => (await import('./start.ts')).area,
  bundles: async () => (await import('./cold-import.ts')).area,
  graph: async () => (await import('./graph.ts')).area,
  push: async () => (await import('./push.ts')).area,
  find: async () => (await import('./find.ts')).area,
  process: async () => (await import('./process.ts')).area,
  parquet: async () => (await import('./parquet.ts')).area,
  sandbox: async () => (await import('./sandbox.ts')).area,
  simulate: async () => (await import('./simulate.ts')).area,
};

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !(name in AREAS));
if (unknown.length > 0) {
  console.error(`No such area: ${unknown.join(', ')}. There are: ${Object.keys(AREAS).join(', ')}.`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(AREAS);
const say = (line: string): void => console.error(line);
const results: { area: string; about: string; figures: readonly Figure[] }[] = [];
for (const name of names) {
  const area = await AREAS[name]?.();
  if (!area) continue;
  say(`${name}: ${area.about}`);
  results.push({ area: name, about: area.about, figures: await area.run((line) => say(`  ${line}`)) });
}
const figures = results.flatMap((result) => result.figures);
console.log(values.json ? JSON.stringify(figures, null, 1) : figureTable(figures));
if (positionals.length === 0)
  await writeFile(new URL('../../docs/benchmarks.md', import.meta.url), benchmarksPage(results));
