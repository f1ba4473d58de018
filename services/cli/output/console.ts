import type { Environment } from '../settings.ts';
import { type Stream, type Style, styleFor } from './style.ts';

/** Where a command writes: results to stdout, everything else (progress, errors) to stderr. */
export interface Console {
  /** `--json`: documents only on stdout, and errors as documents too. */
  readonly json: boolean;
  /** Characters in a line of stdout; undefined where it is no terminal. */
  readonly width: number | undefined;
  readonly style: Style;
  readonly stderr: Stream;
  readonly errorStyle: Style;
  lines(lines: readonly string[]): void;
  /** One JSON document, on one line. */
  document(value: unknown): void;
}

export function openConsole(stdout: Stream, stderr: Stream, env: Environment, json: boolean): Console {
  return {
    json,
    width: stdout.isTTY ? (stdout.columns ?? 80) : undefined,
    style: styleFor(stdout, env),
    stderr,
    errorStyle: styleFor(stderr, env),
    lines: (lines) => void stdout.write(lines.map((line) => `${line}\n`).join('')),
    document: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
  };
}
