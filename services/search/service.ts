import { FindQuerySchema, ObjectsQuerySchema } from '../../shared/api/sessions.ts';
import { defineService } from '../../shared/service/define.ts';
import { routeFor } from '../../shared/service/http.ts';
import { listObjects } from './objects.ts';
import { type Deps, uses } from './rights.ts';
import { listSessions } from './sessions.ts';
import { getTotals } from './totals.ts';

const route = routeFor<Deps>();

export const search = defineService({
  name: 'search',
  does: 'Answers queries over every key of the metadata: sessions, and the objects of the sessions that match.',
  on: {
    http: [
      route({
        method: 'GET',
        path: '/v1/sessions',
        does: 'Finds sessions by a query (docs/queries.md); without one, all of them, the latest first.',
        scope: 'sessions:read',
        query: FindQuerySchema,
        handle: listSessions,
      }),
      route({
        method: 'GET',
        path: '/v1/objects',
        does: 'A page of the objects of one session, or of all that a query finds, each with its address.',
        scope: 'sessions:read',
        query: ObjectsQuerySchema,
        handle: listObjects,
      }),
      route({
        method: 'GET',
        path: '/v1/totals',
        does: 'Counts the sessions that search shows, and their bytes, of the sources of the key.',
        scope: 'status:read',
        handle: getTotals,
      }),
    ],
  },
  emits: [],
  uses,
  limits: { memory: 512, timeout: 29, concurrency: 50 },
  failure: { alarm: 'Search answers with 5xx, or slowly', runbook: 'docs/runbooks/search.md' },
});
