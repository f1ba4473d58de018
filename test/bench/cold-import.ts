import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bundleTable } from '../../infra/bundle/table.ts';
import { bundleAll } from '../../infra/bundle.ts';
import { lambdaVariables } from '../setup/lambda-variables.ts';
import { type Figure, figure, median, round } from './figure.ts';

const RUNS = 7;
const run = promisify(execFile);

/** Milliseconds that a new process takes to import a bundle: to read and run it, and to open its ports. */
async function importOf(folder: string): Promise<number> {
  const file = pathToFileURL(join(folder, 'index.mjs')).href;
  const program = `
    const start = performance.now();
    await import(${JSON.stringify(file)});
    process.stdout.write(String(performance.now() - start));
    process.exit();`;
  const args = ['--input-type=module', '-e', program];
  const { stdout } = await run(process.execPath, args, { env: lambdaVariables() });
  return Number(stdout);
}

/** Milliseconds that Node takes for nothing. */
async function emptyProcess(): Promise<number> {
  const start = performance.now();
  await run(process.execPath, ['-e', '0'], { env: lambdaVariables() });
  return performance.now() - start;
}

async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sessions-bench-bundles-'));
  try {
    const bundles = await bundleAll(folder);
    for (const line of bundleTable(bundles).split('\n')) say(line);
    const times = new Map(bundles.map(({ service }) => [service, [] as number[]]));
    const empty: number[] = [];
    // In turn, so that a slow moment of the machine is everybody's.
    for (let count = 0; count < RUNS; count += 1) {
      empty.push(await emptyProcess());
      for (const { service, folder } of bundles) times.get(service)?.push(await importOf(folder));
    }
    const peer = `\`node -e 0\`, the whole process: ${round(median(empty), 0)} ms`;
    return bundles.map(({ service, bytes, zippedBytes }) =>
      figure({
        figure: `${service}: cold import, median (${round(bytes / 1000, 0)} KB, zipped with its source map ${round(zippedBytes / 1000, 0)} KB)`,
        value: round(median(times.get(service) ?? []), 0),
        unit: 'ms',
        target: '< 200',
        peer,
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const area = {
  about: `Each bundle for Lambda is imported by a new process, ${RUNS} times in turn with an empty one: what a cold start adds to that of Node.`,
  run: measure,
};
