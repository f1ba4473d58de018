import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export interface NodeIdentity {
  readonly cluster: string;
  /** `opensearch`; other engines that speak the same protocol have none or another. */
  readonly distribution: string | undefined;
  readonly version: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One GET on a connection of its own, so that nothing stays open and no proxy of the environment steps in. */
export function ask(url: URL, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]);
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, signal: limit }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Reads what a node says of itself at `/`; undefined if it is no node of this family. */
export function readIdentity(body: string): NodeIdentity | undefined {
  try {
    const { cluster_name: cluster, version } = JSON.parse(body);
    if (typeof cluster !== 'string' || typeof version?.number !== 'string') return undefined;
    const distribution = typeof version.distribution === 'string' ? version.distribution : undefined;
    return { cluster, distribution, version: version.number };
  } catch {
    return undefined;
  }
}
