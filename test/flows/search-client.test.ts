import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { signedSearch } from '../../shared/clients/aws/search.ts';
import { openSearchEngine } from '../../shared/clients/opensearch.ts';
import { searchContract } from '../contracts/search.ts';
import { engineUrl } from './engine.ts';

type Engine = ReturnType<typeof openSearchEngine>;

const clients: readonly (readonly [name: string, open: () => Engine])[] = [
  ['OpenSearch', () => openSearchEngine({ url: engineUrl() })],
  [
    // The engine looks at no signature; that it stays right on the way is tested beside the client.
    'OpenSearch, asked as on AWS with every request signed',
    () =>
      signedSearch({
        url: engineUrl(),
        region: async () => 'us-east-1',
        credentials: async () => ({ accessKeyId: 'test', secretAccessKey: 'test' }),
      }),
  ],
];

describe.each(clients)('%s', (_, open) => {
  let engine: Engine;

  beforeAll(() => {
    engine = open();
  });
  afterAll(() => engine.close());

  searchContract(async () => ({ engine, prefix: `test-${randomBytes(6).toString('hex')}` }));
});
