import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { captureGraph } from '../../infra/aws/graph/capture.ts';
import { ASSERTIONS } from '../../infra/aws/policy/assertions/index.ts';
import { judge } from '../../infra/aws/policy/judge.ts';
import { type Figure, figure, median, round } from './figure.ts';

const RUNS = 3;
const STACKS = ['dev', 'staging', 'prod'];
const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Seconds that the SDK of the provider takes to be loaded, by a process that asks for nothing. */
async function loading(): Promise<number> {
  const start = performance.now();
  await run(process.execPath, ['--input-type=module', '-e', "await import('@pulumi/aws');"], { cwd: root });
  return (performance.now() - start) / 1000;
}

async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const times: number[] = [];
  const peers: number[] = [];
  for (let count = 0; count < RUNS; count += 1) {
    peers.push(await loading());
    const start = performance.now();
    await captureGraph({ stack: 'dev' });
    times.push((performance.now() - start) / 1000);
    say(`captured in ${round(times.at(-1) ?? 0)} s`);
  }
  const graphs = await Promise.all(STACKS.map((stack) => captureGraph({ stack })));
  const violations = graphs.flatMap((graph) => judge(graph).flatMap((judged) => judged.violations));
  return [
    figure({
      figure: 'graph of the stack dev captured, median',
      value: round(median(times)),
      unit: 's',
      target: '<= 5',
      peer: `a process that only loads @pulumi/aws: ${round(median(peers))} s`,
    }),
    ...graphs.map(({ stack, resources }) =>
      figure({ figure: `resources of the stack ${stack}`, value: resources.length, unit: '' }),
    ),
    figure({ figure: 'assertions on each of them', value: ASSERTIONS.length, unit: '', target: '>= 30' }),
    figure({ figure: '… of them violated', value: violations.length, unit: '', target: '<= 0' }),
  ];
}

export const area = {
  about: `The whole Pulumi program is run without an account, ${RUNS} times, and its graph is judged.`,
  run: measure,
};
