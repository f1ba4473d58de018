import { expect, test } from '@jest/globals';
import { type Simulated, simulate, simulateAll } from './simulate.ts';

test('whatever 200 seeds do to the platform, it keeps what it promised, and the faults did happen', async () => {
  const total = { crashes: 0, failed: 0, lost: 0, duplicates: 0 };
  const failing: Pick<Simulated, 'seed' | 'problems'>[] = [];
  await simulateAll(1, 200, ({ seed, problems, counts }) => {
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += counts[name];
    if (problems.length > 0) failing.push({ seed, problems });
  });

  expect(failing).toEqual([]);
  for (const count of Object.values(total)) expect(count).toBeGreaterThan(100);
}, 120_000);

test('the same seed makes the same decisions, whatever runs beside it', async () => {
  const alone = await simulate(7);
  const [beside] = await Promise.all([simulate(7), simulate(8), simulate(9)]);

  expect(beside.trace).toEqual(alone.trace);
  expect(alone.trace.length).toBeGreaterThan(100);
});
