import { types } from 'node:util';

/**
 * - `opensearch-unavailable`: none of the three ways is there on this machine
 * - `opensearch-address-unusable`: `OPENSEARCH_URL` is set, and what is there cannot be used
 * - `opensearch-home-in-use`: another platform runs on the same home
 * - `opensearch-start-failed`: a way is there, but the node did not come up
 */
export type OpenSearchErrorCode =
  | 'opensearch-unavailable'
  | 'opensearch-address-unusable'
  | 'opensearch-home-in-use'
  | 'opensearch-start-failed';

/** Why there is no OpenSearch; the message says what was found and what to do. */
export class OpenSearchError extends Error {
  override readonly name = 'OpenSearchError';
  readonly code: OpenSearchErrorCode;
  constructor(code: OpenSearchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The first lines of what an unknown error says, as one. */
export function briefly(error: unknown, lines = 1): string {
  const text = types.isNativeError(error) ? error.message || error.name : String(error);
  const first = text.trim().split('\n').slice(0, lines);
  return first.map((line) => line.trim()).join(': ');
}
