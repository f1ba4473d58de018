import { readSince } from './log-lines.ts';

const TAIL_BYTES = 4 * 1024 * 1024;
const GIVEN_UP = 'org/codelibs/opensearch/runner/OpenSearchRunnerException';
const THROWN = /<a '([\w/$]+)'\{0x[0-9a-f]+\}(?:: (.*?))?>?(?: \(0x[0-9a-f]+\))?\s*$/gm;

/**
 * The runner ends without a word when a node does not start. Java's own log of exceptions (-Xlog:exceptions) has
 * all of them, thousands; the one that the runner gave up on is the last before the runner's own.
 */
export async function readLastException(file: string): Promise<string | undefined> {
  return lastException(await readSince({ file, offset: 0 }, TAIL_BYTES));
}

export function lastException(text: string): string | undefined {
  const thrown: { name: string; message: string }[] = [];
  for (const [, path = '', message = ''] of text.matchAll(THROWN)) {
    if (path === GIVEN_UP) break;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const before = thrown.at(-1);
    // It is written again for each method that it passes on its way up.
    if (before?.name !== name || before.message !== message) thrown.push({ name, message });
  }
  const said = thrown
    .slice(-2)
    .reverse()
    .map(({ name, message }) => (message ? `${message} (${name})` : name));
  return said.length > 0 ? said.join(', after: ') : undefined;
}
