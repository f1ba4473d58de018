import { simulateAll } from '../simulation/simulate.ts';
import { type Figure, figure, round } from './figure.ts';

const SEEDS = 100;

async function run(): Promise<readonly Figure[]> {
  await simulateAll(1, 5, () => undefined);
  const begun = performance.now();
  let failing = 0;
  await simulateAll(1001, SEEDS, ({ problems }) => {
    if (problems.length > 0) failing += 1;
  });
  const seconds = (performance.now() - begun) / 1000;
  return [
    figure({ figure: 'seeds of the simulation', value: round(SEEDS / seconds, 1), unit: 'seeds/s' }),
    figure({ figure: '… of them failing', value: failing, unit: '', target: '<= 0' }),
  ];
}

export const area = {
  about: `All services under ${SEEDS} seeds that crash, fail, lose answers and reorder.`,
  run,
};
