import { ApiError } from '../api-client.ts';
import { PushError } from '../uploader/errors.ts';
import { CliError } from './errors.ts';

/** Exit codes, for scripts; `sessions --help` shows them. */
export const EXIT = {
  ok: { code: 0, meaning: 'done' },
  failed: { code: 1, meaning: 'something failed that is no fault of the input' },
  usage: { code: 2, meaning: 'the command line cannot be understood' },
  refused: { code: 3, meaning: 'the input was refused: folder, session, query, key' },
  nothing: { code: 4, meaning: 'nothing found' },
  unreachable: { code: 5, meaning: 'no platform answers' },
  interrupted: { code: 130, meaning: 'interrupted (Ctrl-C)' },
} as const;

export type Exit = keyof typeof EXIT;

/** What the platform's fault is, not the input's. */
const FAILURES: ReadonlySet<string> = new Set(['upload-stuck', 'commit-late', 'receipt-differs']);

/** How a command ends that threw `error`. */
export function exitOf(error: unknown): Exit {
  if (error instanceof CliError) return error.exit;
  if (error instanceof PushError) return FAILURES.has(error.code) ? 'failed' : 'refused';
  if (!(error instanceof ApiError)) return 'failed';
  if (error.code === 'platform-unreachable') return 'unreachable';
  if (error.status === 404) return 'nothing';
  return error.status >= 400 && error.status < 500 ? 'refused' : 'failed';
}

/** How a command ends of which several parts failed: as all of them did, or just `failed`. */
export function exitOfAll(exits: readonly Exit[]): Exit {
  const failures = new Set(exits.filter((exit) => exit !== 'ok'));
  const [first = 'ok', ...others] = failures;
  return others.length > 0 ? 'failed' : first;
}
