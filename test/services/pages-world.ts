import type { Objects } from '../../shared/ports/objects.ts';
import type { Caller } from '../../shared/service/auth.ts';
import type { HttpAnswer } from '../../shared/service/http.ts';
import { encodeCaller } from '../../shared/service/lambda/caller-context.ts';
import { rawKey } from '../../shared/session/manifest.ts';
import { ledgerManifestKey, recordKey } from '../../shared/session/record.ts';
import { type Provenance, provenanceKey } from '../../shared/session/results.ts';
import { file, manifest, record } from '../make.ts';
import type { functionOf } from '../shared/service/lambda/make.ts';
import { openWorld, type TestWorld } from './world.ts';

/**
 * A world whose stores name any object as S3 does, there or not: pages are tested with sessions of which only the
 * documents exist.
 */
export async function openNamingWorld(): Promise<TestWorld> {
  const world = await openWorld();
  const naming = (store: Objects, bucket: string): Objects => ({
    ...store,
    location: async (key, { version = 'current' } = {}) => placeOn(bucket, key, version),
  });
  const { archive, results } = world.stores;
  const stores = {
    ...world.stores,
    archive: naming(archive, 'archive'),
    results: naming(results, 'results'),
  };
  return { ...world, stores };
}

export const placeOn = (bucket: string, key: string, version: string): string =>
  `s3://${bucket}/${key}?versionId=${version}`;

export const placeOfFile = (session: string, path: string): string =>
  placeOn('archive', rawKey(session, path), VERSION);

/** As long as those of S3. */
export const VERSION = 'v'.repeat(32);

/** The ledger of a session with these files, as commit writes it. */
export async function putFilesOf(world: TestWorld, session: string, paths: readonly string[]): Promise<void> {
  const files = paths.map((path) => ({ ...file(path), version: VERSION }));
  const ledger = world.area('ledger/sessions');
  await ledger.put(recordKey(session), json(record({ id: session })));
  await ledger.put(ledgerManifestKey(session), json(manifest({ session, files })));
}

/** A session that a pipeline went through, with what each processor made of it. */
export async function putResultsOf(
  world: TestWorld,
  session: string,
  pipeline: string,
  provenances: readonly Provenance[],
): Promise<void> {
  const results = provenances.map(({ processor, version, digest, outputs, refused, finishedAt }) => ({
    processor,
    version,
    digest,
    tables: [...Map.groupBy(outputs, ({ table }) => table)].map(([name, files]) => ({
      name,
      files: files.length,
      rows: files.length,
      bytes: files.length,
    })),
    refused: refused.length,
    at: finishedAt,
  }));
  for (const provenance of provenances) {
    const key = provenanceKey(session, provenance.processor, provenance.digest);
    await world.area('results').put(key, json(provenance));
  }
  const changed = record({ id: session, pipeline, results });
  await world.area('ledger/sessions').put(recordKey(session), json(changed));
}

/** Asks a service as the gateway does: what Lambda would not take becomes the error that the client sees. */
export async function askFunction(
  { serve }: ReturnType<typeof functionOf>,
  path: string,
  query: Readonly<Record<string, string>>,
  as: Caller,
): Promise<HttpAnswer> {
  const values = Object.entries(query).map(([name, value]) => [name, [value]]);
  const { statusCode, body } = await serve({
    path,
    multiValueQueryStringParameters: Object.fromEntries(values),
    requestContext: { requestId: 'request-1', stage: 'dev', authorizer: encodeCaller(as) },
  });
  return { status: statusCode, body: JSON.parse(body) };
}

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
