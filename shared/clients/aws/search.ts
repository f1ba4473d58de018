import { S3Client } from '@aws-sdk/client-s3';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import type { Environment } from '../../service/environment.ts';
import { openSearchEngine } from '../opensearch.ts';

type Config = S3Client['config'];
type AwsSearch = ReturnType<typeof openSearchEngine>;

/** The search domain of the environment. Throws where it names none. */
export function openAwsSearch({ search }: Pick<Environment, 'search'>): AwsSearch {
  if (search === undefined) throw new Error('The environment names no search: the manifest asks for none.');
  // The one client that every function with search has anyway: it knows region and credentials as all others do.
  const { region, credentials } = new S3Client({}).config;
  return signedSearch({ url: search, region, credentials });
}

/** OpenSearch Service, which knows by the signature (SigV4) which role asks. Plain HTTP is signed all the same. */
export function signedSearch(options: {
  url: string;
  region: Config['region'];
  credentials: Config['credentials'];
}): AwsSearch {
  const { url, region, credentials } = options;
  const signing = {
    // Replaced before the first signature: the signer looks at it each time, and asks for credentials first.
    region: 'unknown',
    service: 'es' as const,
    getCredentials: async () => {
      signing.region = await region();
      return await credentials();
    },
  };
  const { Connection, Transport } = AwsSigv4Signer(signing);
  return openSearchEngine({ url, connection: { Connection, Transport } });
}
