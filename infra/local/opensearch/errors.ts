import { types } from 'node:util';

/** Why the platform may not come up for want of a search engine; docs/errors.md lists them. */
export const OPENSEARCH_ERRORS = {
  'opensearch-unavailable': {
    title: 'None of the ways to an OpenSearch is there on this machine.',
    todo: 'Install a JDK of 21 or later and Maven, or Docker, or set OPENSEARCH_URL.',
  },
  'opensearch-address-unusable': {
    title: 'OPENSEARCH_URL is set, and what is there cannot be used.',
    todo: 'Start it or correct the address; or unset it, and the platform looks for another way.',
  },
  'opensearch-home-in-use': {
    title: 'Another platform runs on the same home.',
    todo: 'Stop that one, or choose another home: npm start -- --home DIR.',
  },
  'opensearch-start-failed': {
    title: 'A way is there, but the node did not come up.',
    todo: 'The message has the last lines of its log; memory and disk space are the usual reasons.',
  },
} as const;

export type OpenSearchErrorCode = keyof typeof OPENSEARCH_ERRORS;

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
