import { defineService } from '../../shared/service/define.ts';
import { handleSessionChanged } from './project.ts';
import { emits, uses } from './rights.ts';

export const index = defineService({
  name: 'index',
  does: 'Writes the whole search document of a session whenever its record changed.',
  on: { events: ['SessionMigrated', 'SessionVerified', 'SessionProcessed'] },
  emits,
  uses,
  // A search engine can be away for a night; what waits for it is not wrong, only early.
  limits: { memory: 512, timeout: 60, concurrency: 4, attempts: 1000 },
  failure: { alarm: 'Sessions are not findable', runbook: 'docs/runbooks/index.md' },
  handle: handleSessionChanged,
});
