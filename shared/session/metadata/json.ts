import JSON5 from 'json5';
import { scanJson } from './json-scan.ts';
import type { Notes } from './notes.ts';
import { MAX_NESTING } from './tree.ts';

export type Reading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/**
 * Reads JSON; what is not strict (comments, trailing commas, NaN and Infinity, single quotes) as JSON5, with a note.
 * Of a key that stands twice the last value counts, with a note. Integers that a double cannot hold come as text.
 */
export function readJson(text: string, notes: Notes): Reading {
  const { exact, duplicates, depth } = scanJson(text, MAX_NESTING);
  if (depth > MAX_NESTING) return { ok: false, message: `nested deeper than ${MAX_NESTING} levels` };
  const reading = parse(JSON.parse, exact);
  const result = reading.ok ? reading : parse(JSON5.parse, exact);
  if (!result.ok) return reading;
  if (!reading.ok) {
    notes.add(
      'metadata-lenient-json',
      `The file is not strict JSON (${reading.message}); it was read as JSON5.`,
    );
  }
  for (const path of duplicates) {
    notes.add(
      'metadata-duplicate-key',
      'The key stands more than once in one object; the last value counts.',
      path,
    );
  }
  return result;
}

function parse(parser: (text: string) => unknown, text: string): Reading {
  try {
    return { ok: true, value: parser(text) };
  } catch (error) {
    return { ok: false, message: why(error) };
  }
}

/** What a parser says of its error; the first line, since they quote the input at length. */
export const why = (error: unknown): string =>
  String(error instanceof Error ? error.message : error)
    .split('\n', 1)
    .join('')
    .slice(0, 200)
    .toWellFormed();
