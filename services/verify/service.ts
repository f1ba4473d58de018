import { defineService } from '../../shared/service/define.ts';
import { emits, uses } from './rights.ts';
import { handleSessionMigrated } from './verify.ts';

export const verify = defineService({
  name: 'verify',
  does: 'Reads every file of a new session back from the archive, compares its SHA-256, and signs that the local copy may go.',
  on: { events: ['SessionMigrated'] },
  emits,
  uses,
  limits: { memory: 1024, timeout: 900, concurrency: 1, attempts: 30 },
  failure: {
    alarm: 'A session is not verified, or has other bytes than its source',
    runbook: 'docs/runbooks/verify.md',
  },
  handle: handleSessionMigrated,
});
