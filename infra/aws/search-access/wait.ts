import type { Clock } from '../../../shared/ports/clock.ts';
import type { Domain } from './domain.ts';

/** A domain that was just made takes some minutes until its address is known and its master may do all. */
const ATTEMPTS = 40;
const PAUSE_MILLIS = 10_000;

/**
 * Waits until the domain lets its master read the roles.
 * @throws with its last answer where that takes longer than the function may.
 */
export async function untilReady(domain: Domain, clock: Pick<Clock, 'wait'>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const said = await firstWords(domain);
    if (said === undefined) return;
    if (attempt === ATTEMPTS) throw new Error(`The search domain is not ready: ${said}`);
    await clock.wait(PAUSE_MILLIS);
  }
}

async function firstWords(domain: Domain): Promise<string | undefined> {
  try {
    const { status } = await domain.ask('GET', '/_plugins/_security/api/roles');
    return status < 300 ? undefined : `it answered ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
