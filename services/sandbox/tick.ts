import { mapLimit } from '../../shared/service/parallel.ts';
import { everyAction } from './actions/carry-out.ts';
import { ALIVE, aliveKey } from './document.ts';
import { isSettled } from './life.ts';
import { live } from './live.ts';
import type { ClockDeps } from './rights.ts';

/** After so long a mark without a sandbox is one whose request was never written down. */
const ABANDONED_MS = 60 * 60_000;

/** Tells every sandbox that lives what time it is, and forgets those of which nothing is left to be done. */
export async function tick(deps: ClockDeps): Promise<void> {
  const sandboxes = deps.objects['ledger/sandboxes'];
  let after: string | undefined;
  do {
    const page = await sandboxes.list({ prefix: ALIVE, ...(after !== undefined && { after }) });
    await mapLimit(page.objects, 4, async ({ key, modified }) => {
      const id = key.slice(ALIVE.length);
      const now = deps.clock.now();
      try {
        const document = await live(id, { type: 'ticked', at: now }, everyAction, deps);
        const isLeft = document ? isSettled(document.life) : now - modified >= ABANDONED_MS;
        if (isLeft) await sandboxes.remove(aliveKey(id));
      } catch (error) {
        // One sandbox's trouble is not that of the others.
        deps.log.error('A sandbox could not be told the time.', error, { sandbox: id });
      }
    });
    after = page.next;
  } while (after !== undefined);
}
