import { parseEvent } from '../../shared/events/parse.ts';
import { recordFailure } from '../../shared/service/inbox.ts';
import type { Deps } from './rights.ts';

/** At most so many a call, so that a flood of them does not outlast the call. */
const BATCHES = 100;

/** Moves dead letters into the inbox, where people see them with their cause and replay them. */
export async function collectDeadLetters(deps: Deps): Promise<void> {
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const letters = await deps.deadLetters.receive(10);
    if (letters.length === 0) return;
    for (const letter of letters) {
      const parsed = parseEvent(letter.body);
      const subject = parsed.ok ? parsed.event.subject : undefined;
      await recordFailure(deps.objects['ledger/failures'], deps.clock, {
        id: `${letter.queue}-${letter.id}`.replaceAll(/[^A-Za-z0-9._-]/g, '_'),
        cause: 'delivery-exhausted',
        service: letter.queue,
        ...(subject !== undefined && { session: subject }),
        detail: `${letter.queue} could not handle the event in ${letter.deliveries} deliveries; its log has the errors.`,
        input: letter.body,
      });
      await deps.deadLetters.acknowledge(letter.queue, letter.receipt);
    }
  }
}
