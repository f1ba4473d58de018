import { parseEnvelope } from '../../shared/events/parse.ts';
import { isObjectError } from '../../shared/ports/objects.ts';
import { collect } from '../../shared/service/documents.ts';
import { recordFailure } from '../../shared/service/inbox.ts';
import type { Deps } from './rights.ts';

/**
 * Publishes one event that was left in the ledger, then removes it: whoever dies in between publishes it twice. One
 * that is not there was published already, since the store may tell of it more than once. What is no event goes to the
 * inbox as it is.
 */
export async function publishLeft(key: string, deps: Deps): Promise<void> {
  const text = await readLeft(key, deps);
  if (text === undefined) return;
  const parsed = parseEnvelope(text);
  if (parsed.ok) await deps.republish(parsed.event);
  else {
    const [problem] = parsed.problems;
    await recordFailure(deps.objects['ledger/failures'], deps.clock, {
      id: `publish-${key.replace(/\.json$/, '')}`.replaceAll(/[^A-Za-z0-9._-]/g, '_'),
      cause: 'event-invalid',
      service: 'publish',
      detail: `An event that was left in the ledger: ${problem?.field ?? ''} ${problem?.reason ?? ''}`,
      input: text,
    });
  }
  await deps.objects['ledger/bus'].remove(key);
}

async function readLeft(key: string, deps: Deps): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await collect(await deps.objects['ledger/bus'].get(key)));
  } catch (error) {
    if (isObjectError(error, 'NotFound')) return undefined;
    throw error;
  }
}
