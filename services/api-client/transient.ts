import type { ErrorCode } from '../../shared/service/errors.ts';
import { ApiError, clientError } from './errors.ts';
import { networkCode } from './exchange.ts';
import type { Verdict } from './retry.ts';

/** Statuses that say "not now": too many requests, and the failures of platform and gateway. */
const NOT_NOW = new Set([429, 500, 502, 503, 504]);

/** "Not now" for longer than a call can wait: the requests of a day come back with the next one. */
const FINAL: ReadonlySet<string> = new Set(['quota-exceeded'] satisfies ErrorCode[]);

/** Nobody is there. While the platform was there a moment ago, it may be starting again. */
const ABSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);

const BROKEN = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);

/** Whether a failure is worth repeating. `reached` says that the platform has answered before. */
export function judgeFailure(error: unknown, reached: boolean): Verdict {
  if (error instanceof ApiError)
    return NOT_NOW.has(error.status) && !FINAL.has(error.code) ? { wait: error.retryAfter } : undefined;
  const code = networkCode(error);
  if (code === undefined) return undefined;
  // A parser's complaint (HPE_…) is an answer cut off in the middle.
  if (BROKEN.has(code) || code.startsWith('HPE_')) return {};
  return reached && ABSENT.has(code) ? {} : undefined;
}

/** What the network threw, as an error that says what to do; everything else stays what it is. */
export function explainFailure(error: unknown, url: string): unknown {
  const code = networkCode(error);
  if (error instanceof ApiError || code === undefined || code === 'ABORT_ERR') return error;
  const { origin } = new URL(url);
  if (ABSENT.has(code))
    return clientError('platform-unreachable', `No platform answers at ${origin}.`, { cause: error });
  return clientError('connection-lost', `The connection to ${origin} broke (${code}).`, {
    cause: error,
  });
}
