import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { startOpenSearch } from '../../../../infra/local/opensearch/index.ts';

async function serverOf(answer: RequestListener): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

const node = (version: object): string => JSON.stringify({ cluster_name: 'theirs', version });
const start = (address: string) => startOpenSearch({ home: '/never-used', env: { OPENSEARCH_URL: address } });

describe('OPENSEARCH_URL', () => {
  test('is used when an OpenSearch answers there, and left running', async () => {
    await using server = await serverOf((_, response) => {
      response.end(node({ distribution: 'opensearch', number: '2.19.1' }));
    });
    const search = await start(`${server.url}/`);
    expect(search).toMatchObject({ url: server.url, kind: 'address', version: '2.19.1' });
    await search.stop();
    await expect(start(server.url)).resolves.toMatchObject({ kind: 'address' });
  });

  test('carries its name and password along', async () => {
    await using server = await serverOf((request, response) => {
      const expected = `Basic ${Buffer.from('marta:a/b').toString('base64')}`;
      response.statusCode = request.headers.authorization === expected ? 200 : 401;
      response.end(node({ distribution: 'opensearch', number: '3.5.0' }));
    });
    const withPassword = server.url.replace('//', '//marta:a%2Fb@');
    expect((await start(withPassword)).url).toBe(withPassword);
    const refused = start(server.url.replace('//', '//marta:secret@'));
    await expect(refused).rejects.toThrow('wants another name and password');
    await expect(refused).rejects.not.toThrow('secret');
  });

  test.each([
    [
      'an OpenSearch that is too old',
      200,
      node({ distribution: 'opensearch', number: '1.3.2' }),
      'OpenSearch 1.3.2',
    ],
    ['another engine', 200, node({ number: '7.10.2' }), 'another engine, version 7.10.2'],
    ['a web page', 200, '<html>', 'something else (status 200)'],
    ['a proxy with nothing behind', 502, 'bad gateway', 'something else (status 502)'],
    ['JSON of something else', 200, '[]', 'something else (status 200)'],
  ])('that leads to %s is refused', async (_what, status, body, reason) => {
    await using server = await serverOf((_, response) => {
      response.statusCode = status;
      response.end(body);
    });
    const refused = start(server.url);
    await expect(refused).rejects.toMatchObject({ code: 'opensearch-address-unusable' });
    await expect(refused).rejects.toThrow(reason);
  });

  test('where nothing listens is refused with the address', async () => {
    const server = await serverOf(() => {});
    await server[Symbol.asyncDispose]();
    const refused = start(server.url);
    await expect(refused).rejects.toMatchObject({ code: 'opensearch-address-unusable' });
    await expect(refused).rejects.toThrow(`${server.url}/ (connect ECONNREFUSED`);
  });

  test.each(['search', 'ftp://127.0.0.1', '127.0.0.1:9200'])('"%s" is no address', async (address) => {
    await expect(start(address)).rejects.toMatchObject({ code: 'opensearch-address-unusable' });
  });
});
