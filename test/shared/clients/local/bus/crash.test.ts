import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { systemClock } from '../../../../../shared/clients/clock.ts';
import { openLocalBus } from '../../../../../shared/clients/local/bus/index.ts';
import type { Queue } from '../../../../../shared/ports/queue.ts';
import { CRASH_SUBSCRIPTIONS } from './crash-subscriptions.ts';

const WRITER = fileURLToPath(new URL('crash-writer.ts', import.meta.url));
/** After how many of its lines each process is killed. */
const MOMENTS = fc.sample(fc.integer({ min: 1, max: 300 }), { seed: 20260102, numRuns: 6 });

/** How many messages the consumers of the writer hold at a time. */
const IN_WORK = 4;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bus-crash-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the writer until it has told so many lines, kills it, and gives all that it told. */
async function runAndKill(file: string, first: number, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--no-warnings', WRITER, file, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (told.length === lines) child.kill('SIGKILL');
  }
  // Less than a whole line may have come last.
  return told.filter((line) => /^(published|done) e-\d+$/.test(line));
}

async function idsIn(queue: Queue): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const batch = await queue.receive({ max: 10, waitSeconds: 0 });
    if (batch.length === 0) return ids;
    ids.push(...batch.map(({ body }) => JSON.parse(body).id));
  }
}

describe('a local bus whose process is killed again and again', () => {
  test('has everything that it acknowledged: what was published is there, what was done stays done', async () => {
    const file = join(folder, 'bus.sqlite');
    const published = new Set<string>();
    const done = new Set<string>();
    for (const [round, lines] of MOMENTS.entries()) {
      for (const line of await runAndKill(file, round * 1_000_000, lines)) {
        const [what, id = ''] = line.split(' ');
        (what === 'published' ? published : done).add(id);
      }
    }
    expect(published.size).toBeGreaterThan(MOMENTS.length);
    expect(done.size).toBeGreaterThan(0);

    const bus = await openLocalBus({ file, clock: systemClock, subscriptions: CRASH_SUBSCRIPTIONS });
    try {
      const kept = await idsIn(bus.queue('keep'));
      expect(kept).toEqual([...new Set(kept)]);
      expect([...published].filter((id) => !kept.includes(id))).toEqual([]);

      const waiting = new Set(await idsIn(bus.queue('work')));
      expect([...done].filter((id) => waiting.has(id))).toEqual([]);
      // Each event reached both queues or none; one that was done may have been killed before it could say so.
      expect([...waiting].filter((id) => !kept.includes(id))).toEqual([]);
      const untold = kept.filter((id) => !waiting.has(id) && !done.has(id));
      expect(untold.length).toBeLessThanOrEqual(MOMENTS.length * IN_WORK);
    } finally {
      await bus.close();
    }
  });
});
