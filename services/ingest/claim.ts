import { isoTime } from '../../shared/ports/clock.ts';
import { type Caller, maySee } from '../../shared/service/auth.ts';
import { readJson, writeOnce } from '../../shared/service/documents.ts';
import { Refusal } from '../../shared/service/errors.ts';
import { readRecord } from '../../shared/service/records.ts';
import { parseSessionId } from '../../shared/session/id.ts';
import type { SessionRecord } from '../../shared/session/record.ts';
import { type Claim, ClaimSchema, claimKey } from '../../shared/session/upload.ts';
import type { Deps } from './rights.ts';

/** The id from a path, or the refusal session-id-invalid. */
export function sessionIdOf(text: string): string {
  const parsed = parseSessionId(text);
  if (!parsed.ok) throw new Refusal('session-id-invalid', parsed.message, { field: 'id' });
  return parsed.id;
}

/**
 * Claims the id for a source; the first one has it for good. Answers with the record where the session is
 * committed already. Refuses an id that another source has, without telling whose it is.
 */
export async function claimSession(
  id: string,
  source: string,
  caller: Caller,
  deps: Deps,
): Promise<SessionRecord | undefined> {
  const claim: Claim = { session: id, source, key: caller.key, begun: isoTime(deps.clock) };
  const uploads = deps.objects['ledger/uploads'];
  const mine = await writeOnce(uploads, claimKey(id), claim);
  const owner = mine ? claim : (await readJson(uploads, claimKey(id), ClaimSchema))?.value;
  if (owner?.source !== source)
    throw new Refusal('session-exists', `The id ${id} is taken by another source.`);
  return mine ? undefined : await readRecord(deps.objects['ledger/sessions'], id);
}

/** Refuses to go on with the upload of a session that is committed: nothing can be added to it. */
export async function refuseCommitted(id: string, deps: Deps): Promise<void> {
  if (!(await readRecord(deps.objects['ledger/sessions'], id))) return;
  throw new Refusal('session-exists', `${id} is committed; nothing can be added to it.`);
}

/** The claim of an upload that was begun and that the caller may go on with. */
export async function existingClaim(id: string, caller: Caller, deps: Deps): Promise<Claim> {
  const claim = (await readJson(deps.objects['ledger/uploads'], claimKey(id), ClaimSchema))?.value;
  if (!claim || !maySee(caller, claim.source)) throw new Refusal('upload-unknown');
  return claim;
}

/** The source to write under: the one named, or the one that the key writes to. */
export function chooseSource(named: string | undefined, caller: Caller): string {
  if (named === undefined) {
    if (caller.source === undefined) throw new Refusal('source-needed', undefined, { field: '/source' });
    return caller.source;
  }
  if (maySee(caller, named)) return named;
  throw new Refusal('source-forbidden', `The key may not write the source "${named}".`, { field: '/source' });
}
