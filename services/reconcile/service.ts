import { defineService } from '../../shared/service/define.ts';
import { collectDeadLetters } from './dead-letters.ts';
import { sweepOutbox } from './outbox.ts';
import { type Deps, uses } from './rights.ts';

export const reconcile = defineService({
  name: 'reconcile',
  does: 'Publishes events that were written and not sent, and moves dead letters into the inbox.',
  on: { everySeconds: 60 },
  emits: [],
  uses,
  limits: { memory: 256, timeout: 120, concurrency: 1 },
  failure: { alarm: 'Events or dead letters pile up', runbook: 'docs/runbooks/reconcile.md' },
  handle: async (deps: Deps) => {
    // Each has its turn, whatever becomes of the other.
    const ends = await Promise.allSettled([sweepOutbox(deps), collectDeadLetters(deps)]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  },
});
