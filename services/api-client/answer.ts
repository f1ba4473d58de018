import type { Static, TSchema } from 'typebox';
import { check } from '../../shared/schema/validate.ts';
import { ProblemSchema } from '../../shared/service/problem.ts';
import { ApiError, clientError } from './errors.ts';
import type { Incoming } from './exchange.ts';

/** The body of an answer, checked against its schema. Throws ApiError where the answer is a problem, or no answer of ours. */
export function readAnswer<S extends TSchema>(url: string, answer: Incoming, schema: S): Static<S> {
  if (answer.status >= 400) throw problemIn(url, answer);
  const checked = check(schema, parseJson(answer.text));
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  throw clientError(
    'answer-invalid',
    `${url} answered what was not understood: ${problem?.field} ${problem?.reason}.`,
  );
}

/** An error answer as ApiError; also where it is not problem+json, as those of gateways. */
function problemIn(url: string, answer: Incoming): ApiError {
  const checked = check(ProblemSchema, parseJson(answer.text));
  const retryAfter = retryAfterOf(answer);
  if (checked.ok) return new ApiError({ ...checked.value, ...(retryAfter !== undefined && { retryAfter }) });
  const { status } = answer;
  const code = status === 429 || status >= 500 ? 'gateway-failed' : 'answer-invalid';
  return clientError(code, `${new URL(url).origin} answered ${status} and did not say why.`, {
    status,
    retryAfter,
  });
}

/** Milliseconds; the form with a date is not used by gateways. */
function retryAfterOf(answer: Incoming): number | undefined {
  const header = answer.headers['retry-after'];
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
