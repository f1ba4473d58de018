import type { Address } from '../../shared/api/uploads.ts';
import { ERRORS } from '../../shared/service/errors.ts';
import { ApiError, clientError } from './errors.ts';
import type { Connections, Incoming } from './exchange.ts';
import { type Patience, withRetry } from './retry.ts';
import { explainFailure, judgeFailure } from './transient.ts';

/**
 * What a store says to bytes put at a signed address. `exists`: an object is there already, perhaps from a call
 * whose answer was lost. `expired`: ask for a new address. `gone`: the upload that the part belongs to is closed.
 */
export type PutOutcome = 'stored' | 'exists' | 'expired' | 'gone';

const OUTCOMES: { readonly [status: number]: PutOutcome } = { 403: 'expired', 404: 'gone', 412: 'exists' };

/** Bytes damaged on their way, or another writer at the same time: the same request may do the next time. */
const AGAIN = new Set([400, 409]);

/** Puts bytes at a signed address, repeating what is transient. Throws ApiError for what the store refuses for good. */
export async function putBytes(
  { exchange }: Connections,
  address: Address,
  bytes: Uint8Array,
  patience: Patience,
): Promise<PutOutcome> {
  const { signal } = patience;
  const { method, url, headers } = address;
  const put = async (): Promise<PutOutcome> => {
    const answer = await exchange({ method, url, headers, body: bytes, signal });
    if (answer.status < 300) return 'stored';
    const outcome = OUTCOMES[answer.status];
    if (outcome) return outcome;
    throw refusal(url, answer);
  };
  const judge = (error: unknown) =>
    error instanceof ApiError && AGAIN.has(error.status) ? {} : judgeFailure(error, true);
  try {
    return await withRetry(put, judge, patience);
  } catch (error) {
    throw explainFailure(error, url);
  }
}

/** A store's own words, which are JSON or, from S3, XML: both name a code. */
function refusal(url: string, { status, text }: Incoming): ApiError {
  if (status === 507) {
    const { title, todo } = ERRORS['store-full'];
    return new ApiError({ code: 'store-full', status, detail: title, todo });
  }
  const code = /"code": ?"(\w+)"|<Code>(\w+)<\/Code>/.exec(text);
  const why = code ? ` (${code[1] ?? code[2]})` : '';
  return clientError('store-refused', `The store at ${new URL(url).host} answered ${status}${why}.`, {
    status,
  });
}
