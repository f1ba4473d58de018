import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds without a byte after which a connection counts as broken. */
const SILENCE = 30_000;
const ATTEMPTS = 8;
const LONGEST_WAIT = 5_000;

/** An answer other than the one that was asked for. */
export class HttpStatus extends Error {
  override readonly name = 'HttpStatus';
  readonly status: number;
  constructor(status: number, url: string) {
    super(`${new URL(url).pathname} answered ${status}.`);
    this.status = status;
  }
}

export interface Ask {
  readonly method?: 'GET' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Exactly so many bytes are expected; left out where any number is fine. */
  readonly length?: number;
}

export interface Connections {
  /**
   * One request and its whole body, repeated while the network or the other side fails. Throws HttpStatus for an
   * answer from 400 to 499, and what the network threw last.
   */
  ask(url: string, ask?: Ask): Promise<Uint8Array>;
  close(): void;
}

export function openConnections(max: number): Connections {
  const options = { keepAlive: true, maxSockets: max };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  return {
    ask: async (url, ask = {}) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await askOnce(agents, url, ask);
        } catch (error) {
          const final = error instanceof HttpStatus && error.status < 500;
          if (final || attempt === ATTEMPTS || isAbsent(error)) throw error;
          await sleep(Math.min(LONGEST_WAIT, 100 * 2 ** attempt) * (0.5 + Math.random() / 2));
        }
      }
    },
    close: () => {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

/** Nobody listens there: the address may be one of before the platform was started anew. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND');

type Agents = { readonly 'http:': http.Agent; readonly 'https:': https.Agent };

function askOnce(
  agents: Agents,
  url: string,
  { method = 'GET', headers, body, length }: Ask,
): Promise<Uint8Array> {
  const secure = url.startsWith('https:');
  const open = secure ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const request = open(url, {
      method,
      agent: agents[secure ? 'https:' : 'http:'],
      headers: { ...headers, ...(body && { 'content-length': String(body.byteLength) }) },
      timeout: SILENCE,
    });
    request.on('timeout', () => request.destroy(new Error(`Nothing was heard for ${SILENCE / 1000} s.`)));
    request.on('error', reject);
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status < 200 || status > 299) {
        response
          .resume()
          .on('end', () => reject(new HttpStatus(status, url)))
          .on('error', reject);
      } else
        readBody(response, length ?? Number(response.headers['content-length'] ?? 0)).then(resolve, reject);
    });
    request.end(body);
  });
}

/** The body in memory of its own, so that a worker can take it over without copying. */
async function readBody(response: http.IncomingMessage, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    if (filled + chunk.byteLength > length) throw new Error('The answer is longer than was asked for.');
    bytes.set(chunk, filled);
    filled += chunk.byteLength;
  }
  if (filled < length) throw new Error('The answer was cut off.');
  return bytes;
}
