import { ask, readIdentity } from './ask.ts';
import { briefly, OpenSearchError } from './errors.ts';
import type { RunningOpenSearch } from './types.ts';

const OLDEST_VERSION = 2;
const TIMEOUT_MS = 10_000;

/** Uses an OpenSearch that somebody else runs, after making sure that it is one and new enough. */
export async function useAddress(address: string, signal: AbortSignal): Promise<RunningOpenSearch> {
  const url = parseAddress(address);
  const shown = withoutPassword(url);
  const answer = await ask(url, TIMEOUT_MS, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    const reason = briefly(error) || 'no answer';
    throw unusable(
      `nothing that can be used answers at ${shown} (${reason}). Start it, or correct the address`,
      error,
    );
  });
  if (answer.status === 401 || answer.status === 403) {
    throw unusable(
      `${shown} wants another name and password. Write them into the address: https://NAME:PASSWORD@HOST`,
    );
  }
  const node = answer.status === 200 ? readIdentity(answer.body) : undefined;
  if (node?.distribution !== 'opensearch') {
    const found = node
      ? `another engine, version ${node.version}`
      : `something else (status ${answer.status})`;
    throw unusable(`at ${shown} is no OpenSearch but ${found}`);
  }
  if (Number.parseInt(node.version, 10) < OLDEST_VERSION) {
    throw unusable(`at ${shown} is OpenSearch ${node.version}; version ${OLDEST_VERSION} or later is needed`);
  }
  return { url: url.href.replace(/\/$/, ''), kind: 'address', version: node.version, stop: async () => {} };
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw unusable('it is no address such as http://127.0.0.1:9200');
  }
  return url;
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

function unusable(what: string, cause?: unknown): OpenSearchError {
  const message = `OPENSEARCH_URL is set, but ${what}; or unset it, and the platform looks for another way.`;
  return new OpenSearchError('opensearch-address-unusable', message, { cause });
}
