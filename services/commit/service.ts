import { defineService } from '../../shared/service/define.ts';
import { handleUploadCompleted } from './commit.ts';
import { emits, uses } from './rights.ts';

export const commit = defineService({
  name: 'commit',
  does: 'Compares a proposed manifest with what the store holds and commits it: from then on the session exists.',
  on: { events: ['UploadCompleted'] },
  emits,
  uses,
  limits: { memory: 1024, timeout: 600, concurrency: 4, attempts: 30 },
  failure: { alarm: 'Sessions wait to be committed', runbook: 'docs/runbooks/commit.md' },
  handle: handleUploadCompleted,
});
