import { FailuresQuerySchema } from '../../shared/api/status.ts';
import { defineService } from '../../shared/service/define.ts';
import { routeFor } from '../../shared/service/http.ts';
import { listFailures } from './failures.ts';
import { type Deps, uses } from './rights.ts';
import { getStatus } from './status.ts';

const route = routeFor<Deps>();

export const status = defineService({
  name: 'status',
  does: 'Says how the platform is: queues, outbox, and the inbox of what could not be used.',
  on: {
    http: [
      route({
        method: 'GET',
        path: '/v1/status',
        does: 'Counts messages by queue, failures by cause, and events that are not published yet.',
        scope: 'status:read',
        handle: getStatus,
      }),
      route({
        method: 'GET',
        path: '/v1/failures',
        does: 'Lists the inbox: what could not be used, with its cause and the input kept.',
        scope: 'failures:read',
        query: FailuresQuerySchema,
        handle: listFailures,
      }),
    ],
  },
  emits: [],
  uses,
  limits: { memory: 512, timeout: 29, concurrency: 10 },
  failure: { alarm: 'The API answers with 5xx', runbook: 'docs/runbooks/status.md' },
});
