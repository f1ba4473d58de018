import { defineService } from '../../shared/service/define.ts';
import { handleSessionChanged } from './project.ts';
import { emits, uses } from './rights.ts';

export const index = defineService({
  name: 'index',
  does: 'Writes the whole search document of a session whenever its record changed.',
  on: { events: ['SessionMigrated', 'SessionVerified', 'SessionProcessed'] },
  emits,
  uses,
  limits: { memory: 512, timeout: 60, concurrency: 4, attempts: 8 },
  failure: { alarm: 'Sessions are not findable', runbook: 'docs/runbooks/index.md' },
  handle: handleSessionChanged,
});
