import { isObjectError, type ObjectRights } from '../ports/objects.ts';
import { check } from '../schema/validate.ts';
import { recordKey, type SessionRecord, SessionRecordSchema } from '../session/record.ts';
import { readJson } from './documents.ts';
import { Fault } from './errors.ts';

type Readable = ObjectRights['read'];
type Changeable = ObjectRights['read'] & ObjectRights['write'];

/** The record of a session from the area `ledger/sessions`; undefined where it is not committed (yet). */
export async function readRecord(sessions: Readable, id: string): Promise<SessionRecord | undefined> {
  return (await readJson(sessions, recordKey(id), SessionRecordSchema))?.value;
}

/** Writes the first record of a session; an existing one stays as it is. */
export async function createRecord(sessions: ObjectRights['write'], record: SessionRecord): Promise<void> {
  try {
    await sessions.put(recordKey(record.id), encode(record), { ifNoneMatch: '*' });
  } catch (error) {
    if (!isObjectError(error, 'PreconditionFailed')) throw error;
  }
}

/**
 * Changes a record by compare-and-set: on conflict it is read again and `change` applied to what is there then.
 * `change` returns the same record where there is nothing to do. Undefined where the session does not exist.
 */
export async function changeRecord(
  sessions: Changeable,
  id: string,
  change: (record: SessionRecord) => SessionRecord,
): Promise<SessionRecord | undefined> {
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const current = await readJson(sessions, recordKey(id), SessionRecordSchema);
    if (!current) return undefined;
    const next = change(current.value);
    if (next === current.value) return next;
    try {
      await sessions.put(recordKey(id), encode(next), { ifMatch: current.etag });
      return next;
    } catch (error) {
      if (!isObjectError(error, 'PreconditionFailed') && !isObjectError(error, 'Conflict')) throw error;
    }
  }
  throw new Fault('internal-error', `The record of ${id} changed too often to be changed.`);
}

function encode(record: SessionRecord): Uint8Array {
  const checked = check(SessionRecordSchema, record);
  if (!checked.ok)
    throw new Fault('internal-error', `A wrong record of ${record.id} was about to be written.`);
  return Buffer.from(JSON.stringify(record, null, 1));
}
