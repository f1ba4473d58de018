import { parseEvent } from '../../shared/events/parse.ts';
import { isObjectError, type ListedObject } from '../../shared/ports/objects.ts';
import { collect } from '../../shared/service/documents.ts';
import { Fault } from '../../shared/service/errors.ts';
import { recordFailure } from '../../shared/service/inbox.ts';
import type { Deps } from './rights.ts';

/** Milliseconds after which an event still in the outbox is taken for left behind by a process that died. */
const LEFT_BEHIND_MS = 15_000;

/**
 * Publishes what was left. Publishing twice does no harm, and removing comes last. An entry that cannot be published
 * stays and does not hold up the others; the Fault at the end says that there are some.
 */
export async function sweepOutbox(deps: Deps): Promise<void> {
  const outbox = deps.objects['ledger/outbox'];
  let stuck = 0;
  let after: string | undefined;
  do {
    const page = await outbox.list({ prefix: '', ...(after !== undefined && { after }) });
    for (const entry of page.objects) {
      if (deps.clock.now() - entry.modified < LEFT_BEHIND_MS) continue;
      try {
        await publishEntry(entry, deps);
      } catch (error) {
        stuck += 1;
        deps.log.error('An event stays in the outbox.', error, { entry: entry.key });
      }
    }
    after = page.next;
  } while (after !== undefined);
  if (stuck > 0) throw new Fault('internal-error', `${stuck} event(s) in the outbox could not be published.`);
}

async function publishEntry(entry: ListedObject, deps: Deps): Promise<void> {
  const outbox = deps.objects['ledger/outbox'];
  const text = await readEntry(entry.key, deps);
  if (text === undefined) return;
  const parsed = parseEvent(text);
  if (parsed.ok) {
    await deps.republish(parsed.event);
    deps.log.info('Published an event that was left in the outbox.', {
      event: parsed.event.id,
      type: parsed.event.type,
    });
  } else {
    const [problem] = parsed.problems;
    const detail = `An event in the outbox: ${problem?.field ?? ''} ${problem?.reason ?? ''}`;
    await recordFailure(deps.objects['ledger/failures'], deps.clock, {
      id: `outbox-${entry.key.replace(/\.json$/, '')}`,
      cause: 'event-invalid',
      service: 'reconcile',
      detail,
      input: text,
    });
  }
  await outbox.remove(entry.key);
}

/** Undefined where its writer published and removed it in the meantime. */
async function readEntry(key: string, deps: Deps): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await collect(await deps.objects['ledger/outbox'].get(key)));
  } catch (error) {
    if (isObjectError(error, 'NotFound')) return undefined;
    throw error;
  }
}
