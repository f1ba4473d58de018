import { errors } from '@opensearch-project/opensearch';
import { Fault, Refusal } from '../service/errors.ts';

interface EngineError {
  readonly type?: string;
  readonly reason?: string;
  readonly root_cause?: readonly EngineError[];
  readonly failed_shards?: readonly { readonly reason?: EngineError }[];
  readonly caused_by?: EngineError;
}

/** Statuses that pass by themselves: time-out, too many requests, gateway and overload errors. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
/** Wrong rights or a missing index are an operator's to mend: the input is not to blame, a later try may work. */
const OURS = new Set([401, 403, 404]);

/** Whether trying the same again later can help: a full queue, a full disk, a node that restarts. */
export const passes = (status: number, type = ''): boolean =>
  PASSING.has(status) || type === 'cluster_block_exception';

/** The Fault or Refusal that an error of the client stands for. */
export function translateError(error: unknown): unknown {
  if (!(error instanceof errors.ResponseError)) {
    return error instanceof errors.OpenSearchClientError
      ? new Fault('search-unavailable', `Search does not answer: ${error.message}`, { cause: error })
      : error;
  }
  const status = error.statusCode;
  const causes = causesOf(error);
  if (causes.some(({ type }) => type === 'search_context_missing_exception')) {
    return new Refusal('page-expired', undefined, {}, { cause: error });
  }
  const detail = reasonOf(causes, status);
  if (passes(status, causes[0]?.type) || OURS.has(status))
    return new Fault('search-unavailable', detail, { cause: error });
  return new Refusal('search-rejected', detail, {}, { cause: error });
}

/** The type of the outermost error that the engine answered with, such as resource_already_exists_exception. */
export const errorTypeOf = (error: unknown): string | undefined =>
  error instanceof errors.ResponseError ? causesOf(error)[0]?.type : undefined;

/** The error itself and all that it names as its causes. */
function causesOf(error: InstanceType<typeof errors.ResponseError>): EngineError[] {
  const body: unknown = error.body;
  const top = isRecord(body) && isRecord(body.error) ? (body.error as EngineError) : {};
  const shards = (top.failed_shards ?? []).flatMap(({ reason }) => reason ?? []);
  const all = [top, ...(top.root_cause ?? []), ...shards];
  return [...all, ...all.flatMap(({ caused_by }) => caused_by ?? [])];
}

/** The innermost reason tells most: the outermost is "all shards failed". */
function reasonOf(causes: readonly EngineError[], status: number): string {
  const { type, reason } = causes.findLast((cause) => cause.reason !== undefined) ?? {};
  return reason === undefined
    ? `The search engine answered ${status}.`
    : `The search engine answered ${status}: ${reason} (${type ?? 'no type'}).`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
