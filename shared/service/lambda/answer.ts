import { problemAnswer } from '../dispatch.ts';
import type { HttpAnswer } from '../http.ts';
import type { Log } from '../observe.ts';
import type { GatewayAnswer } from './events.ts';

/**
 * What a function may answer, in bytes of JSON: Lambda takes 6 MB, body and headers together, and the gateway makes
 * a bare 502 of more. The rest is room for the headers.
 */
export const MAX_ANSWER_BYTES = 5_500_000;

/** The dispatcher's answer as the gateway takes it. */
export function answerOf(answer: HttpAnswer, requestId: string, log: Log): GatewayAnswer {
  const text = textOf(answer);
  if (bytesInJson(text) <= MAX_ANSWER_BYTES) return gatewayAnswer(answer, text, requestId);
  log.warn('The answer is larger than a function may give.', {
    request: requestId,
    bytes: Buffer.byteLength(text),
  });
  const problem = problemAnswer('answer-too-large');
  return gatewayAnswer(problem, textOf(problem), requestId);
}

const textOf = ({ body }: HttpAnswer): string => (body === undefined ? '' : JSON.stringify(body));

/** The body is JSON within JSON: each of its quotes and backslashes counts twice. Small ones are not looked through. */
function bytesInJson(text: string): number {
  const bytes = Buffer.byteLength(text);
  return bytes * 2 <= MAX_ANSWER_BYTES ? bytes : Buffer.byteLength(JSON.stringify(text));
}

const gatewayAnswer = ({ status, headers }: HttpAnswer, body: string, requestId: string): GatewayAnswer => ({
  statusCode: status,
  headers: {
    'content-type': 'application/json',
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body,
  isBase64Encoded: false,
});
