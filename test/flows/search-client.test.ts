import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { openSearchEngine } from '../../shared/clients/opensearch.ts';
import { searchContract } from '../contracts/search.ts';
import { engineUrl } from './engine.ts';

describe('OpenSearch', () => {
  let engine: ReturnType<typeof openSearchEngine>;

  beforeAll(() => {
    engine = openSearchEngine({ url: engineUrl() });
  });
  afterAll(() => engine.close());

  searchContract(async () => ({ engine, prefix: `test-${randomBytes(6).toString('hex')}` }));
});
