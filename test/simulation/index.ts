/** Runs the simulation: `npm run simulate -- --seeds 1000 [--from 1]`. One seed alone prints its decisions. */
import { parseArgs } from 'node:util';
import { simulateAll } from './simulate.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '100' }, from: { type: 'string', default: '1' } },
});
const seeds = Number(values.seeds);
const from = Number(values.from);
const total = { calls: 0, crashes: 0, failed: 0, lost: 0, duplicates: 0 };
const failing: number[] = [];
const begun = performance.now();

await simulateAll(from, seeds, ({ seed, problems, trace, counts }) => {
  if (seeds === 1) console.log(trace.join('\n'));
  for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += counts[name];
  if (problems.length === 0) return;
  failing.push(seed);
  console.log(`seed ${seed}\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
});

const seconds = (performance.now() - begun) / 1000;
console.log(`
seeds             ${seeds}, ${(seeds / seconds).toFixed(1)} a second
calls             ${total.calls}
crashes           ${total.crashes}
calls that failed ${total.failed}
answers lost      ${total.lost}
delivered twice   ${total.duplicates}
failing seeds     ${failing.length === 0 ? 'none' : failing.join(' ')}`);
if (failing.length > 0)
  console.log(`Again, with its decisions: npm run simulate -- --from ${failing[0]} --seeds 1`);
process.exitCode = failing.length > 0 ? 1 : 0;
