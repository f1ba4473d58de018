import type { Clock } from '../../ports/clock.ts';
import type { Delivery } from '../../ports/mail.ts';
import { Fault } from '../../service/errors.ts';

/** The longest rest that an answer can ask for, so that a wrong one silences nobody for days. */
const LONGEST_REST_MS = 60 * 60 * 1000;

/** Posts JSON to one incoming webhook. */
export type PostToWebhook = (body: object) => Promise<Delivery>;

/**
 * An incoming webhook of Slack, or of a server that speaks like it. While it asks for a rest (`Retry-After`) it is
 * not called. Throws a RangeError for an address that is not HTTPS, except on this machine, and never repeats the
 * address: who knows it can post.
 */
export function openWebhook(options: { url: string; timeoutMs: number; clock: Clock }): PostToWebhook {
  const { url, timeoutMs, clock } = options;
  if (!isWebhook(url))
    throw new RangeError('The address of a Slack webhook is https://hooks.slack.com/services/…');
  let restUntil = 0;
  return async (body) => {
    if (clock.now() < restUntil)
      throw new Fault(
        'mail-unavailable',
        `Slack asked for a rest until ${new Date(restUntil).toISOString()}.`,
      );
    const answer = await post(url, body, timeoutMs);
    if (answer.status >= 200 && answer.status < 300) return { state: 'sent' };
    const said = `Slack answered ${answer.status}: ${answer.text.slice(0, 200)}`;
    if (isForGood(answer.status)) return { state: 'unreachable', reason: said };
    restUntil = clock.now() + Math.min(LONGEST_REST_MS, restOf(answer.retryAfter, clock));
    throw new Fault('mail-unavailable', said);
  };
}

function isWebhook(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const isThisMachine = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine);
}

/** No such channel, an archived one, a webhook taken back: but not "too slow", "too early" and "too often". */
const isForGood = (status: number): boolean =>
  status >= 400 && status < 500 && ![408, 425, 429].includes(status);

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

async function post(url: string, body: object, timeoutMs: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, retryAfter, text: await response.text() };
  } catch (error) {
    throw new Fault('mail-unavailable', `Slack did not answer: ${reasonOf(error)}.`);
  }
}

/** Milliseconds that `Retry-After` asks for, in seconds or as a date (RFC 9110, 10.2.3). */
function restOf(retryAfter: string | null, clock: Clock): number {
  if (retryAfter === null) return 0;
  const ms = /^[0-9]+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - clock.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

/** What fetch hides behind "fetch failed", without the address. */
function reasonOf(error: unknown): string {
  if (!Error.isError(error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  if (!Error.isError(cause)) return error.name;
  return 'code' in cause ? String(cause.code) : cause.message;
}
