import { RECIPE } from '../../services/sandbox/recipe.ts';
import type { Report } from '../../services/sandbox/report.ts';
import { reportKey } from '../../services/sandbox/report.ts';
import type { Objects } from '../../shared/ports/objects.ts';
import { writtenNotice } from '../../shared/service/consume.ts';
import type { FakeCompute } from '../services/fake-compute.ts';

const PHASES = ['copying', 'verifying', 'ready'] as const;

/** What instances do in half a minute: each that has its recipe reports how far it is; a few get lost or fail. */
export function openInstances(world: {
  compute: FakeCompute;
  instances: Objects;
  notify(notice: string): void;
  random: () => number;
  note(line: string): void;
}): (mayFail: boolean) => Promise<void> {
  const { compute, instances, random, note } = world;
  const reached = new Map<string, number>();
  return async (mayFail) => {
    for (const token of compute.running()) {
      const id = (await compute.find(token))?.id ?? '';
      if (!(await instances.head(`${id}/${RECIPE}`))) continue;
      if (mayFail && random() < 0.1) {
        note(`LOST instance of ${token}`);
        compute.lose(token);
        continue;
      }
      const step = Math.min(reached.get(token) ?? 0, PHASES.length - 1);
      reached.set(token, step + 1);
      const phase = mayFail && step < 2 && random() < 0.05 ? 'failed' : (PHASES[step] ?? 'ready');
      const report: Report = {
        format: 1,
        phase,
        progress: { files: step, bytes: step, withoutSha256: 0 },
        ...(phase === 'failed' && { failure: { code: 'disk-full', detail: 'The disk is full.' } }),
        ...(phase === 'ready' && { place: `/sandboxes/${token}` }),
      };
      note(`instance of ${token} reports ${phase}`);
      await instances.put(reportKey(id), Buffer.from(JSON.stringify(report)));
      world.notify(writtenNotice(reportKey(id)));
    }
  };
}
