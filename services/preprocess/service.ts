import { defineService } from '../../shared/service/define.ts';
import { pipeline } from './pipeline.ts';
import { processBy } from './preprocess.ts';
import { emits, uses } from './rights.ts';

export const preprocess = defineService({
  name: 'preprocess',
  does: 'Takes each new session through the pipeline once: signals and tables as Parquet, checks of their quality, and where all of it came from.',
  on: { events: ['SessionMigrated'] },
  emits,
  uses,
  limits: { memory: 2048, timeout: 900, concurrency: 10, attempts: 5 },
  network: 'private',
  failure: {
    alarm: 'Sessions are not processed, or files of them cannot be',
    runbook: 'docs/runbooks/preprocess.md',
  },
  handle: processBy(pipeline),
});
