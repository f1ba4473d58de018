import { createHash } from 'node:crypto';
import { failureKey, recordFailure } from '../../shared/service/inbox.ts';
import type { Provenance } from '../../shared/session/results.ts';
import type { Deps } from './rights.ts';

/**
 * Tells of each file that could not be processed: in the inbox, and by an event. A failure that is in the inbox was
 * told before, for the event is in the outbox before the inbox is written.
 */
export async function tellRefusals(provenance: Provenance, deps: Deps): Promise<void> {
  const inbox = deps.objects['ledger/failures'];
  const { session, processor, digest } = provenance;
  for (const { path, code, detail } of provenance.refused) {
    const failure = {
      id: `preprocess-${session}-${processor}-${digest}-${shortHash(path)}`,
      cause: code,
      service: 'preprocess',
      session,
      field: path,
      detail: `${path}: ${detail}`,
      input: JSON.stringify({ sessionId: session, processor, digest, file: path }),
    };
    if (await inbox.head(failureKey(failure))) continue;
    await deps.announce(
      'SessionProcessingFailed',
      { sessionId: session, processor, file: path, code, detail },
      () => recordFailure(inbox, deps.clock, failure),
    );
    deps.log.warn('A file could not be processed.', { session, processor, file: path, code });
  }
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
