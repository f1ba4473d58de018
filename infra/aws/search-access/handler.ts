import { systemClock } from '../../../shared/clients/clock.ts';
import { type Applied, applyAccess } from './apply.ts';
import { openDomain } from './domain.ts';
import type { SearchAccess } from './plan.ts';
import { untilReady } from './wait.ts';

/** What a deployment asks of the set-up function. */
export interface SetUp {
  /** `https://…`, without a slash at the end. */
  readonly endpoint: string;
  readonly access: SearchAccess;
}

/** Lambda puts the role's credentials and the region here; nothing else is read from the environment. */
function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this runs as a Lambda function only.`);
  return value;
}

/** Called by each deployment whose plan has changed. What it throws, the deployment fails with. */
export async function handler({ endpoint, access }: SetUp): Promise<Applied> {
  const domain = openDomain(endpoint, variable('AWS_REGION'), {
    accessKeyId: variable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
    sessionToken: variable('AWS_SESSION_TOKEN'),
  });
  try {
    await untilReady(domain, systemClock);
    return await applyAccess(access, domain);
  } finally {
    await domain.close();
  }
}
