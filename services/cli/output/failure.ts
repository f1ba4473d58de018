import stringWidth from 'string-width';
import { ApiError } from '../../api-client.ts';
import { PushError } from '../../uploader/errors.ts';
import { CliError } from '../errors.ts';
import type { Console } from './console.ts';
import { printable } from './human.ts';

/** An error as `--json` gives it, on stderr. */
export interface FailureDocument {
  readonly code: string;
  readonly detail: string;
  readonly todo: string;
  readonly status?: number;
  readonly field?: string;
  readonly position?: number;
  readonly hint?: string;
  readonly path?: string;
}

export function describeFailure(error: unknown): FailureDocument {
  if (error instanceof ApiError) {
    const { code, message, todo, status, field, position, hint } = error;
    return {
      code,
      detail: message,
      todo,
      ...(status > 0 && { status }),
      ...(field !== undefined && { field }),
      ...(position !== undefined && { position }),
      ...(hint !== undefined && { hint }),
    };
  }
  if (error instanceof PushError) {
    const { code, message, todo, path } = error;
    return { code, detail: message, todo, ...(path !== undefined && { path }) };
  }
  if (error instanceof CliError) return { code: error.code, detail: error.message, todo: error.todo };
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected', detail, todo: 'This is a defect of `sessions`; please report it.' };
}

/** Tells of an error on stderr: what happened, and what to do about it. */
export function showFailure(
  screen: Console,
  error: unknown,
  about: { folder?: string; query?: string } = {},
): void {
  const failure = describeFailure(error);
  if (screen.json) {
    const { folder } = about;
    screen.stderr.write(`${JSON.stringify({ ...(folder !== undefined && { folder }), error: failure })}\n`);
    return;
  }
  const { bad, faint } = screen.errorStyle;
  const where = about.folder === undefined ? '' : `${printable(about.folder)}: `;
  const lines = [`${bad('✗')} ${where}${printable(failure.detail)}`];
  const { position, hint } = failure;
  const pointer = about.query === undefined || position === undefined ? [] : pointAt(about.query, position);
  lines.push(...pointer.map((line) => `  ${line}`));
  if (hint !== undefined) lines.push(`  ${printable(hint)}`);
  const todo = pointer.length > 0 ? 'The language: sessions find --help' : printable(failure.todo);
  lines.push(`  ${todo} ${faint(`[${failure.code}]`)}`);
  screen.stderr.write(`${lines.join('\n')}\n`);
}

/** The query with a caret under the character at `position`. */
export function pointAt(query: string, position: number): readonly [string, string] {
  const before = printable(query.slice(0, position));
  return [printable(query), `${' '.repeat(stringWidth(before))}^`];
}
