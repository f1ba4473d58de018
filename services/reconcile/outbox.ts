import { parseEvent } from '../../shared/events/parse.ts';
import { isObjectError, type ObjectAttributes } from '../../shared/ports/objects.ts';
import { collect } from '../../shared/service/documents.ts';
import { recordFailure } from '../../shared/service/inbox.ts';
import type { Deps } from './rights.ts';

/** Milliseconds after which an event still in the outbox is taken for left behind by a process that died. */
const LEFT_BEHIND_MS = 15_000;

/** Publishes what was left. Publishing twice does no harm, and removing comes last. */
export async function sweepOutbox(deps: Deps): Promise<void> {
  const outbox = deps.objects['ledger/outbox'];
  let after: string | undefined;
  do {
    const page = await outbox.list({ prefix: '', ...(after !== undefined && { after }) });
    for (const entry of page.objects) {
      if (deps.clock.now() - entry.modified >= LEFT_BEHIND_MS) await publishEntry(entry, deps);
    }
    after = page.next;
  } while (after !== undefined);
}

async function publishEntry(entry: ObjectAttributes, deps: Deps): Promise<void> {
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
