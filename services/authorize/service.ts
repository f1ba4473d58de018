import { authenticate } from '../../shared/service/auth.ts';
import { defineService } from '../../shared/service/define.ts';
import { type Deps, uses } from './rights.ts';

/**
 * Behind the gateway only: the services there never see the secret that signs tokens, and those in private subnets
 * could not ask for it. On one workstation the dispatcher reads tokens by the same function.
 */
export const authorize = defineService({
  name: 'authorize',
  does: 'Reads the token of each request to the gateway and tells it who calls, and by whose key to count.',
  on: { gate: 'requests' },
  emits: [],
  uses,
  limits: { memory: 512, timeout: 10, concurrency: 50 },
  failure: { alarm: 'The API lets nobody in', runbook: 'docs/runbooks/authorize.md' },
  handle: async (authorization: string | undefined, deps: Deps) =>
    await authenticate(authorization, await deps.secrets.get('token-signing'), deps.clock),
});
