import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pushSession } from '../../uploader/push.ts';
import { humanDuration } from '../output/human.ts';
import type { Check } from './checks.ts';

const PATIENCE_MS = 120_000;
const EVERY_MS = 1000;

/**
 * A session of its own goes the whole way: pushed, committed, found, processed. It is some hundred bytes and stays,
 * as every session does; its source `doctor` tells it apart.
 */
export const probe: Check = {
  name: 'way of a session',
  look: async ({ api, clock, signal }) => {
    const begun = clock.now();
    const id = `doctor-${new Date(begun).toISOString().replaceAll(/[-:.]/g, '').toLowerCase()}`;
    const folder = await mkdtemp(join(tmpdir(), 'sessions-doctor-'));
    try {
      await writeFile(
        join(folder, 'metadata.json'),
        JSON.stringify({ probe: id, recorded_at: new Date(begun) }),
      );
      await writeFile(join(folder, 'samples.csv'), 'time,value\n0,1\n1,2\n');
      await pushSession({ folder, id, source: 'doctor', api, clock, signal });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const missing = new Set(['findable', 'processed']);
    while (missing.size > 0 && clock.now() - begun < PATIENCE_MS && !signal.aborted) {
      const { sessions } = await api.find({ q: `probe: "${id}"`, limit: '1' }, signal);
      if (sessions.some((session) => session.id === id)) missing.delete('findable');
      const { record } = await api.session(id, signal);
      if (record.stages.processed !== undefined) missing.delete('processed');
      if (missing.size > 0) await clock.wait(EVERY_MS, signal);
    }
    const took = humanDuration(clock.now() - begun);
    if (missing.size > 0)
      return { verdict: 'bad', detail: `${id} is not ${[...missing].join(' nor ')} after ${took}` };
    return { verdict: 'good', detail: `${id} was pushed, found and processed in ${took}` };
  },
};
