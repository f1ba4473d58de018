import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { SignedAddress } from '../../shared/ports/objects.ts';

export interface FetchOptions {
  readonly body?: Uint8Array;
  /** Sent in addition to the signed ones, or instead of them; undefined leaves a signed one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
  readonly url?: string;
}

export interface Fetched {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Does what a signed address allows, over HTTP, or something else that it should not allow. */
export async function fetchAddress(address: SignedAddress, options: FetchOptions = {}): Promise<Fetched> {
  const headers = Object.fromEntries(
    Object.entries({ ...address.headers, ...options.headers }).filter((entry) => entry[1] !== undefined),
  );
  const { promise, resolve, reject } = Promise.withResolvers<Fetched>();
  request(options.url ?? address.url, { method: options.method ?? address.method, headers }, (response) => {
    const { statusCode: status = 0, headers } = response;
    buffer(response).then((body) => resolve({ status, headers, body }), reject);
  })
    .on('error', reject)
    .end(options.body);
  return promise;
}
