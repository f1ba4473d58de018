import { connect } from 'node:tls';
import type { Clock } from '../../../shared/ports/clock.ts';
import { type Api, ApiError } from '../../api-client.ts';
import { humanBytes, humanCount, humanDuration, plural } from '../output/human.ts';

/** `odd`: it works, and somebody should look. */
export type Verdict = 'good' | 'odd' | 'bad';

export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly detail: string;
}

export interface Patient {
  readonly url: string;
  readonly api: Api;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Looks at one thing. What it throws is a finding too. */
export interface Check {
  readonly name: string;
  look(patient: Patient): Promise<Omit<Finding, 'check'>>;
}

const good = (detail: string): Omit<Finding, 'check'> => ({ verdict: 'good', detail });
const odd = (detail: string): Omit<Finding, 'check'> => ({ verdict: 'odd', detail });
const bad = (detail: string): Omit<Finding, 'check'> => ({ verdict: 'bad', detail });

/** Days before its end from which on a certificate is told of: renewal by ACM begins 60 days before. */
const CERTIFICATE_DAYS = 21;
const DAY = 86_400_000;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** From the outside in: who finds the first one bad need not look at the others. */
export const CHECKS: readonly Check[] = [
  {
    name: 'certificate',
    look: async ({ url, clock }) => {
      const { protocol, hostname, port } = new URL(url);
      if (LOOPBACK.test(hostname)) return good('none needed: the address is on this machine');
      if (protocol === 'http:') return bad('none: what is sent to this address can be read on the way');
      const until = await certificateEnd(hostname, Number(port || 443));
      const days = Math.floor((until - clock.now()) / DAY);
      return days < CERTIFICATE_DAYS
        ? odd(`ends in ${plural(days, 'day')}`)
        : good(`good for ${plural(days, 'day')}`);
    },
  },
  {
    name: 'door',
    look: async ({ url, signal }) => {
      const answer = await fetch(`${url}/v1/status`, { signal });
      if (answer.status !== 401) return bad(`lets in who has no token: ${answer.status}`);
      const problem = (await answer.json().catch(() => ({}))) as { code?: unknown };
      if (typeof problem.code !== 'string') return bad('401 without a code: something else answers there');
      return good('refuses who has no token');
    },
  },
  {
    name: 'key',
    look: async ({ api }) => {
      const { scopes, sources } = await api.caller();
      const of = sources === '*' ? 'every source' : sources.join(', ');
      return good(`${scopes.join(', ')}; ${of}`);
    },
  },
  {
    name: 'search',
    look: async ({ api, clock, signal }) => {
      const begun = clock.now();
      const { total } = await api.find({ limit: '1' }, signal);
      return good(`${plural(total, 'session')} in ${humanDuration(clock.now() - begun)}`);
    },
  },
  {
    name: 'stores and queues',
    look: async ({ api, signal }) => {
      const { sessions, bytes, outbox, queues, search } = await api.status(signal);
      const dead = queues.reduce((sum, queue) => sum + queue.dead, 0);
      const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
      if (!search.ok) return bad(`search is down: ${search.detail ?? ''}`);
      const held = `${plural(sessions, 'session')}, ${humanBytes(bytes)}; ${humanCount(waiting)} waiting`;
      if (dead > 0) return odd(`${held}; ${plural(dead, 'dead letter')}`);
      return outbox > 0 ? odd(`${held}; ${plural(outbox, 'event')} in the outbox`) : good(held);
    },
  },
  {
    name: 'inbox',
    look: async ({ api, signal }) => {
      const { failures } = await api.status(signal);
      const causes = failures.map(({ cause, count }) => `${humanCount(count)} ${cause}`);
      return causes.length > 0 ? odd(causes.join(', ')) : good('nothing refused');
    },
  },
];

/** Every check has its turn; `onFinding` is told as soon as one is done. */
export async function examine(
  patient: Patient,
  checks: readonly Check[],
  onFinding: (finding: Finding) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, look } of checks) {
    const found = await look(patient).catch((error: unknown) => bad(explain(error)));
    const finding = { check: name, ...found };
    findings.push(finding);
    onFinding(finding);
  }
  return findings;
}

function explain(error: unknown): string {
  if (error instanceof ApiError) return `${error.message} [${error.code}]`;
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

/** When the certificate of a server ends, as milliseconds. Throws where it is not trusted for that name. */
function certificateEnd(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, timeout: 10_000 }, () => {
      const { valid_to: end } = socket.getPeerCertificate();
      socket.destroy();
      resolve(Date.parse(end));
    });
    socket.on('timeout', () => socket.destroy(new Error(`${host} does not answer within 10 s.`)));
    socket.on('error', reject);
  });
}
