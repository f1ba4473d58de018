import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LocalBus,
  openLocalBus,
  type Subscription,
} from '../../../../../shared/clients/local/bus/index.ts';
import { type ManualClock, manualClock } from '../../../../setup/manual-clock.ts';

/** A local bus in a folder of its own, on a clock that stands still. */
export interface TestBus extends LocalBus {
  readonly file: string;
  readonly clock: ManualClock;
  advance(ms: number): Promise<void>;
  /** Closes it, and opens the same file again. */
  reopen(changes?: { subscriptions?: readonly Subscription[]; clock?: ManualClock }): Promise<TestBus>;
  /** Closes it and removes the folder. */
  close(): Promise<void>;
}

export async function openTestBus(subscriptions: readonly Subscription[]): Promise<TestBus> {
  const folder = mkdtempSync(join(tmpdir(), 'bus-'));
  return openIn(folder, { subscriptions, clock: manualClock() });
}

async function openIn(
  folder: string,
  options: { subscriptions: readonly Subscription[]; clock: ManualClock },
): Promise<TestBus> {
  const file = join(folder, 'bus.sqlite');
  const bus = await openLocalBus({ file, ...options });
  return {
    ...bus,
    file,
    clock: options.clock,
    advance: options.clock.advance,
    async reopen(changes = {}) {
      await bus.close();
      return openIn(folder, { ...options, ...changes });
    },
    async close() {
      await bus.close();
      rmSync(folder, { recursive: true });
    },
  };
}
