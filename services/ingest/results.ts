import type { Results, ResultsQuery } from '../../shared/api/results.ts';
import { PAGE_SIZES } from '../../shared/api/sessions.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault, Refusal } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { pageFrom, pageSize } from '../../shared/service/pages.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import type { SessionRecord } from '../../shared/session/record.ts';
import {
  type Provenance,
  ProvenanceSchema,
  provenanceKey,
  type Result,
} from '../../shared/session/results.ts';
import { entriesOf, type ShownEntry, withEntries } from './results-entries.ts';
import type { Deps } from './rights.ts';
import { visibleRecord } from './session.ts';

/**
 * A page of the results that the record names, and of no others: what an earlier pipeline made stays in the store, not
 * here. Provenances are written once, so that a number says where the next page of one pipeline starts.
 */
export async function getResults(
  request: HttpRequest<unknown, ResultsQuery>,
  deps: Deps,
): Promise<HttpAnswer> {
  const { limit, after } = request.query;
  const size = pageSize(limit, PAGE_SIZES);
  const record = await visibleRecord(request, deps);
  const start = after === undefined ? 0 : startAfter(after, record);
  const { results } = deps.objects;
  const made = await mapLimit(record.results ?? [], 4, async (result) => {
    const { key, provenance } = await readProvenance(record.id, result, deps);
    return { result, provenance, address: await results.location(key) };
  });
  const { shown, next } = await pageFrom(
    entriesOf(made),
    { start, size },
    async (entry): Promise<ShownEntry> => {
      if (entry.kind !== 'part') return entry;
      const { key, version, rows, bytes } = entry.output;
      return { ...entry, part: { address: await results.location(key, { version }), rows, bytes } };
    },
  );
  const body: Results = {
    session: record.id,
    ...(record.pipeline !== undefined && { pipeline: record.pipeline }),
    results: made.map(({ result, address }, of) =>
      withEntries(
        result,
        address,
        shown.filter((entry) => entry.of === of),
      ),
    ),
    ...(next !== undefined && { next: `${record.pipeline}.${next}` }),
  };
  return { status: 200, body };
}

/** Throws the refusal page-expired where another pipeline went through the session since the page before. */
function startAfter(after: string, { pipeline }: SessionRecord): number {
  const [digest, start] = after.split('.');
  if (digest === pipeline) return Number(start);
  throw new Refusal('page-expired', 'The session was processed anew since the page before.', {
    field: '?after',
    hint: 'ask for the results again from the first page',
  });
}

async function readProvenance(
  id: string,
  { processor, digest }: Result,
  deps: Deps,
): Promise<{ key: string; provenance: Provenance }> {
  const key = provenanceKey(id, processor, digest);
  const document = await readJson(deps.objects.results, key, ProvenanceSchema);
  if (!document) throw new Fault('internal-error', `${key} is missing in the results.`);
  return { key, provenance: document.value };
}
