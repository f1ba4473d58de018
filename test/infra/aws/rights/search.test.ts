import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { searchStatements } from '../../../../infra/aws/rights/search.ts';
import { openSearchEngine } from '../../../../shared/clients/opensearch.ts';
import type { SearchRight } from '../../../../shared/service/define.ts';
import { SEARCH_RIGHTS } from '../../../../shared/service/wire.ts';
import { SESSIONS_ALIAS } from '../../../../shared/session/search-document.ts';
import { allows } from '../allows.ts';
import { names } from '../parts.ts';

/** What the client asks of the engine, as IAM sees it: method and path. */
let asked: { action: string; resource: string }[] = [];
const server = createServer((request, response) => {
  const method = `${request.method?.charAt(0)}${request.method?.slice(1).toLowerCase()}`;
  const [path] = (request.url ?? '').split('?');
  asked.push({ action: `es:ESHttp${method}`, resource: names.domainArn + decodeURIComponent(path ?? '') });
  request.resume();
  // The alias is not there when the index is to be made, so that every request of making it is seen.
  response.statusCode = request.method === 'HEAD' ? 404 : 200;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ timed_out: false, hits: { hits: [] }, items: [], count: 0, pit_id: 'p' }));
});

let engine: ReturnType<typeof openSearchEngine>;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  engine = openSearchEngine({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await engine.close();
  await new Promise((resolve) => server.close(resolve));
});

const index = `${SESSIONS_ALIAS}-v1-000001`;
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  search: () => engine.search({ index: SESSIONS_ALIAS, body: {} }),
  openPointInTime: async () => {
    await engine.openPointInTime(SESSIONS_ALIAS, 60);
    await engine.search({ body: { pit: { id: 'p' } } });
  },
  closePointInTime: () => engine.closePointInTime('p'),
  write: () => engine.write(SESSIONS_ALIAS, [{ id: 's1', version: 1, body: {} }]),
  ensureIndex: () => engine.ensureIndex(SESSIONS_ALIAS, index, { settings: {}, mappings: {} }),
  count: async () => {
    await engine.count(SESSIONS_ALIAS);
    await engine.count(index);
  },
  deleteIndex: () => engine.deleteIndex(index),
  refresh: () => engine.refresh(SESSIONS_ALIAS),
};

async function requestsOf(call: string): Promise<typeof asked> {
  asked = [];
  await CALLS[call]?.();
  expect(asked).not.toEqual([]);
  return asked;
}

const cases = Object.entries(SEARCH_RIGHTS).flatMap(([right, calls]) =>
  calls.map((call) => [right as SearchRight, call] as const),
);

describe.each(cases)('the right "%s", for %s', (right, call) => {
  test('covers every request that the client makes', async () => {
    for (const request of await requestsOf(call))
      expect([request, allows(searchStatements([right], names), request)]).toEqual([request, true]);
  });

  test('is not had by way of the other rights', async () => {
    const others = (Object.keys(SEARCH_RIGHTS) as SearchRight[]).filter((other) => other !== right);
    const statements = searchStatements(others, names);
    expect((await requestsOf(call)).every((request) => allows(statements, request))).toBe(false);
  });
});

test('no right on the domain reaches what people saved in Dashboards, or its access control', () => {
  const statements = searchStatements(['read', 'page', 'write', 'create', 'rebuild'], names);
  for (const path of ['/.kibana/_search', '/.kibana_1', '/_plugins/_security/api/roles', '/_all', '/*'])
    for (const method of ['Get', 'Post', 'Put', 'Delete'])
      expect([
        path,
        method,
        allows(statements, { action: `es:ESHttp${method}`, resource: names.domainArn + path }),
      ]).toEqual([path, method, false]);
});
