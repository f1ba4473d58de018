import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openSearchEngine } from '../../../shared/clients/opensearch.ts';

/** What a real node answers only when it is in trouble. */
let server: Server | undefined;
let engine: ReturnType<typeof openSearchEngine> | undefined;

afterEach(async () => {
  await engine?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

async function answering(status: number, body: object | string): Promise<NonNullable<typeof engine>> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  engine = openSearchEngine({ url: `http://127.0.0.1:${port}`, connection: { maxRetries: 0 } });
  return engine;
}

const error = (type: string, reason: string) => ({ error: { type, reason, root_cause: [{ type, reason }] } });
const item = (id: string, status: number, type: string, reason: string) => ({
  index: { _id: id, status, error: { type, reason, caused_by: { reason: 'because' } } },
});
const document = (id: string) => ({ id, version: 1, body: {} });

describe('an engine in trouble is a fault, to be tried again', () => {
  test.each<[string, number, object | string]>([
    ['too many requests', 429, error('rejected_execution_exception', 'queue full')],
    ['a full disk', 403, error('cluster_block_exception', 'flood stage')],
    ['a node that starts', 503, error('search_phase_execution_exception', 'all shards failed')],
    ['a proxy without a backend', 502, '<html>Bad Gateway</html>'],
    ['no JSON', 200, '{"took": 1,'],
    ['rights that were taken away', 403, error('security_exception', 'no permissions')],
    ['an index that is not there yet', 404, error('index_not_found_exception', 'no such index [sessions]')],
    ['a search cut short', 200, { timed_out: true, hits: { hits: [] } }],
  ])('%s', async (_, status, body) => {
    const { search } = await answering(status, body);
    await expect(search({ index: 'sessions', body: {} })).rejects.toMatchObject({
      name: 'Fault',
      code: 'search-unavailable',
    });
  });

  test('one that does not answer at all', async () => {
    const { search } = await answering(200, {});
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    await expect(search({ index: 'sessions', body: {} })).rejects.toMatchObject({
      name: 'Fault',
      code: 'search-unavailable',
    });
  });

  test.each([
    ['a full queue', 429, 'rejected_execution_exception'],
    ['a full disk', 403, 'cluster_block_exception'],
    ['a shard that moves', 503, 'unavailable_shards_exception'],
    ['an alias that is gone', 404, 'index_not_found_exception'],
  ])('one document of a bulk that meets %s, though the request succeeds', async (_, status, type) => {
    const items = [{ index: { _id: 'a', status: 201 } }, item('b', status, type, 'not now')];
    const { write } = await answering(200, { errors: true, items });
    await expect(write('sessions', [document('a'), document('b')])).rejects.toMatchObject({
      name: 'Fault',
      code: 'search-unavailable',
      message: expect.stringContaining('not now'),
    });
  });
});

describe('what the engine refuses for good is a refusal with its reason', () => {
  test('the innermost one of a search', async () => {
    const body = {
      error: {
        type: 'search_phase_execution_exception',
        reason: 'all shards failed',
        failed_shards: [{ reason: { type: 'too_many_clauses', reason: 'maxClauseCount is set to 1024' } }],
      },
    };
    const { search } = await answering(400, body);
    await expect(search({ index: 'sessions', body: {} })).rejects.toMatchObject({
      name: 'Refusal',
      code: 'search-rejected',
      message: expect.stringContaining('maxClauseCount'),
    });
  });

  test('that of a document', async () => {
    const items = [item('a', 400, 'mapper_parsing_exception', 'failed to parse')];
    const { write } = await answering(200, { errors: true, items });
    expect(await write('sessions', [document('a')])).toEqual([
      { id: 'a', state: 'rejected', reason: 'failed to parse: because' },
    ]);
  });

  test('that of a document larger than the engine takes', async () => {
    const { write } = await answering(413, '');
    expect(await write('sessions', [document('a')])).toEqual([
      { id: 'a', state: 'rejected', reason: expect.stringContaining('413') },
    ]);
  });

  test('a point in time that is gone', async () => {
    const shard = { reason: { type: 'search_context_missing_exception', reason: 'No search context found' } };
    const { search } = await answering(404, {
      error: {
        type: 'search_phase_execution_exception',
        reason: 'all shards failed',
        failed_shards: [shard],
      },
    });
    await expect(search({ body: { pit: { id: 'x' } } })).rejects.toMatchObject({
      name: 'Refusal',
      code: 'page-expired',
    });
  });
});
