import type { Results } from '../../shared/api/results.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault } from '../../shared/service/errors.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/service/http.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { ProvenanceSchema, provenanceKey, type Result } from '../../shared/session/results.ts';
import type { Deps } from './rights.ts';
import { visibleRecord } from './session.ts';

/** The results that the record names, and no others: what an earlier pipeline made stays in the store, not here. */
export async function getResults(request: HttpRequest, deps: Deps): Promise<HttpAnswer> {
  const record = await visibleRecord(request, deps);
  const body: Results = {
    session: record.id,
    ...(record.pipeline !== undefined && { pipeline: record.pipeline }),
    results: await mapLimit(record.results ?? [], 4, (result) => describe(record.id, result, deps)),
  };
  return { status: 200, body };
}

async function describe(id: string, result: Result, deps: Deps): Promise<Results['results'][number]> {
  const { results } = deps.objects;
  const key = provenanceKey(id, result.processor, result.digest);
  const provenance = (await readJson(results, key, ProvenanceSchema))?.value;
  if (!provenance) throw new Fault('internal-error', `${key} is missing in the results.`);
  const parts = await mapLimit(provenance.outputs, 16, async ({ table, key, version, rows, bytes }) => ({
    table,
    part: { address: await results.location(key, { version }), rows, bytes },
  }));
  return {
    ...result,
    provenance: await results.location(key),
    tables: result.tables.map((table) => ({
      ...table,
      parts: parts.flatMap((each) => (each.table === table.name ? [each.part] : [])),
    })),
    refused: provenance.refused,
    skipped: provenance.skipped,
    rejected: provenance.quality?.rejected ?? [],
  };
}
