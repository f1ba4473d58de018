import { main } from '../../../services/cli/main.ts';
import type { Stream } from '../../../services/cli/output/style.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { API_KEY } from '../uploader/platform.ts';
import { quickClock } from '../uploader/quick-clock.ts';

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The documents on stdout, one a line. */
  readonly documents: unknown[];
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Characters in a line of a terminal; without it, output goes to a file. */
  readonly columns?: number;
  readonly clock?: Clock;
}

export interface Recorded extends Stream {
  text: string;
}

export function recordedStream(columns?: number): Recorded {
  const stream: Recorded = {
    text: '',
    ...(columns !== undefined && { isTTY: true, columns }),
    write: (text) => {
      stream.text += text;
      return true;
    },
  };
  return stream;
}

/** Runs `sessions` against the platform at `url`. */
export async function run(url: string, argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env = {}, signal = new AbortController().signal, columns, clock = quickClock() } = options;
  const stdout = recordedStream(columns);
  const stderr = recordedStream(columns);
  const exit = await main({
    argv,
    env: { SESSIONS_URL: url, SESSIONS_KEY: API_KEY, ...env },
    platform: 'linux',
    stdout,
    stderr,
    signal,
    clock,
  });
  return {
    exit,
    stdout: stdout.text,
    stderr: stderr.text,
    get documents() {
      return stdout.text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
  };
}
