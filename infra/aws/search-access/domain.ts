import { Client } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The search domain, spoken to as its master. */
export interface Domain {
  /** Any answer, whatever its status. Throws where none came. */
  ask(method: 'GET' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Answer>;
  close(): Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Signs every request (SigV4) in the name of the role that the credentials are of. */
export function openDomain(endpoint: string, region: string, credentials: Credentials): Domain {
  const client = new Client({
    ...AwsSigv4Signer({ region, service: 'es', getCredentials: async () => credentials as never }),
    node: endpoint,
    requestTimeout: 10_000,
    maxRetries: 0,
  });
  return {
    async ask(method, path, body) {
      const ignore = Array.from({ length: 200 }, (_, index) => 400 + index);
      const { statusCode, body: answered } = await client.transport.request(
        { method, path, ...(body && { body: body as never }) },
        { ignore },
      );
      return { status: statusCode ?? 0, body: answered };
    },
    close: () => client.close(),
  };
}
