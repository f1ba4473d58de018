import { defineService } from '../../shared/service/define.ts';
import { emits, uses } from './rights.ts';
import { routes } from './routes.ts';

export const ingest = defineService({
  name: 'ingest',
  does: 'The door for rigs: tokens, paged uploads straight to the store, and what became of them.',
  on: { http: routes },
  emits,
  uses,
  limits: { memory: 512, timeout: 29, concurrency: 50 },
  failure: { alarm: 'The API answers with 5xx', runbook: 'docs/runbooks/ingest.md' },
});
