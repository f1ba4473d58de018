import { SandboxesQuerySchema, SandboxRequestSchema } from '../../shared/api/sandboxes.ts';
import { defineService } from '../../shared/service/define.ts';
import { routeFor } from '../../shared/service/http.ts';
import { createSandbox } from './api/create.ts';
import { endSandbox } from './api/end.ts';
import { getSandbox, listSandboxes } from './api/read.ts';
import { handleSandboxAsked } from './handle-events.ts';
import { handleReport } from './handle-report.ts';
import { REPORT_SUFFIX } from './report.ts';
import { type ApiDeps, apiEmits, apiUses, clockUses, lifeEmits, lifeUses, reportUses } from './rights.ts';
import { tick } from './tick.ts';

const route = routeFor<ApiDeps>();
const runbook = 'docs/runbooks/sandbox.md';

/** The door: requests are written down here, and carried out by the services below. */
export const sandbox = defineService({
  name: 'sandbox',
  does: 'Takes requests for sandboxes, by session ids or by a query, and shows what became of them.',
  on: {
    http: [
      route({
        method: 'POST',
        path: '/v1/sandboxes',
        does: 'Asks for a sandbox: 202, and `Location` says where to ask for its state.',
        scope: 'sandboxes:write',
        body: SandboxRequestSchema,
        handle: createSandbox,
      }),
      route({
        method: 'GET',
        path: '/v1/sandboxes',
        does: 'Lists sandboxes, the newest first.',
        scope: 'sessions:read',
        query: SandboxesQuerySchema,
        handle: listSandboxes,
      }),
      route({
        method: 'GET',
        path: '/v1/sandboxes/{id}',
        does: 'Shows one sandbox: state, quote, progress, sessions, place.',
        scope: 'sessions:read',
        handle: getSandbox,
      }),
      route({
        method: 'DELETE',
        path: '/v1/sandboxes/{id}',
        does: 'Ends a sandbox and everything on its instance.',
        scope: 'sandboxes:write',
        handle: endSandbox,
      }),
    ],
  },
  emits: apiEmits,
  uses: apiUses,
  limits: { memory: 512, timeout: 29, concurrency: 10 },
  failure: { alarm: 'The API answers with 5xx', runbook },
});

export const sandboxLife = defineService({
  name: 'sandbox-life',
  does: 'Carries a sandbox from request to ready: lists and prices its files, restores, launches, announces.',
  on: { events: ['SandboxRequested', 'SandboxEndRequested'] },
  emits: lifeEmits,
  uses: lifeUses,
  limits: { memory: 1024, timeout: 600, concurrency: 4, attempts: 5 },
  failure: { alarm: 'Sandboxes do not begin or do not end', runbook },
  handle: handleSandboxAsked,
});

export const sandboxReports = defineService({
  name: 'sandbox-reports',
  does: 'Hears what instances say of themselves: progress, readiness, failure, expired addresses.',
  on: { written: { area: 'ledger/instances', suffix: REPORT_SUFFIX } },
  emits: lifeEmits,
  uses: reportUses,
  limits: { memory: 512, timeout: 60, concurrency: 4, attempts: 5 },
  failure: { alarm: 'Sandboxes do not become ready', runbook },
  handle: handleReport,
});

export const sandboxClock = defineService({
  name: 'sandbox-clock',
  does: 'Tells sandboxes the time: they expire, silent instances are looked for, lost answers are asked for again.',
  on: { everySeconds: 60 },
  emits: lifeEmits,
  uses: clockUses,
  limits: { memory: 1024, timeout: 600, concurrency: 1 },
  failure: { alarm: 'Sandboxes do not expire', runbook },
  handle: tick,
});
