import { defineService } from '../../shared/service/define.ts';
import { publishLeft } from './publish.ts';
import { uses } from './rights.ts';

export const publish = defineService({
  name: 'publish',
  does: 'Publishes events that functions without a way to the bus left in the ledger. On AWS it is there with `sessions:events: store` only; on one workstation nobody leaves any, and it has nothing to do.',
  on: { written: { area: 'ledger/bus', suffix: '.json' } },
  emits: [],
  uses,
  // As many attempts as a queue takes: while SNS is down events wait, for four days.
  limits: { memory: 256, timeout: 60, concurrency: 4, attempts: 1000 },
  failure: { alarm: 'Events are stored and not published', runbook: 'docs/runbooks/publish.md' },
  handle: publishLeft,
});
