import { isoTime } from '../../shared/ports/clock.ts';
import { isObjectError } from '../../shared/ports/objects.ts';
import { type Document, readJson } from '../../shared/service/documents.ts';
import { type Projection, ProjectionSchema } from '../../shared/session/projection.ts';
import { projectionKey, type SessionRecord } from '../../shared/session/record.ts';
import type { Deps } from './rights.ts';

/** What the index last noted of a session; undefined as long as it has never shown it. */
export async function readProjection(id: string, deps: Deps): Promise<Document<Projection> | undefined> {
  return await readJson(deps.objects['ledger/sessions'], projectionKey(id), ProjectionSchema);
}

/** Handlers of one session may overtake each other: what was noted of this or a later revision stays. */
export async function noteProjection(record: SessionRecord, deps: Deps): Promise<void> {
  const projection: Projection = { revision: record.revision, at: isoTime(deps.clock) };
  for (;;) {
    const noted = await readProjection(record.id, deps);
    if (noted && noted.value.revision >= record.revision) return;
    try {
      await deps.objects['ledger/sessions'].put(
        projectionKey(record.id),
        Buffer.from(JSON.stringify(projection)),
        noted ? { ifMatch: noted.etag } : { ifNoneMatch: '*' },
      );
      return;
    } catch (error) {
      if (!isObjectError(error, 'PreconditionFailed') && !isObjectError(error, 'Conflict')) throw error;
    }
  }
}
