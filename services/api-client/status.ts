import { StatusSchema, TotalsSchema, type WholeStatus } from '../../shared/api/status.ts';
import { ApiError } from './errors.ts';
import type { Platform } from './platform.ts';

type Shown = Pick<WholeStatus, 'sessions' | 'bytes' | 'search'>;

/**
 * How the platform is, from its two halves. That search does not answer is part of the status: it is told at once
 * rather than after several attempts, and does not hide the rest.
 */
export async function askStatus({ call, token }: Platform, signal?: AbortSignal): Promise<WholeStatus> {
  // What fails before the question is asked says nothing of search.
  await token(signal);
  const [shown, { queues, failures, outbox }] = await Promise.all([
    askTotals(call, signal),
    call({ method: 'GET', path: '/v1/status', answer: StatusSchema, signal }),
  ]);
  return { ...shown, queues, failures, outbox };
}

async function askTotals(call: Platform['call'], signal?: AbortSignal): Promise<Shown> {
  try {
    const { sessions, bytes } = await call({
      method: 'GET',
      path: '/v1/totals',
      answer: TotalsSchema,
      isFinal: isFailure,
      signal,
    });
    return { sessions, bytes, search: { ok: true } };
  } catch (error) {
    if (!(error instanceof ApiError && isFailure(error))) throw error;
    return { sessions: 0, bytes: 0, search: { ok: false, detail: error.message } };
  }
}

/** The platform answers, and says that this part of it does not. */
const isFailure = ({ status }: ApiError): boolean => status >= 500;
