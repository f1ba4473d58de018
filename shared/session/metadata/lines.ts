import { inferScalar } from './infer.ts';
import type { Notes } from './notes.ts';
import { MAX_LEAVES } from './tree.ts';

/** Key under which everything is kept that came without one: lists, single values, lines of plain text. */
export const CONTENT_KEY = 'content';

export interface LinesReading {
  readonly value: unknown;
  readonly hasSections: boolean;
  readonly keys: number;
}

const LONGEST_TYPED = 128;

type Values = string[];
type Section = Map<string, Values>;

/**
 * Reads INI and `key: value` or `key = value` lines. Values are the rest of the line as written, only a pair of
 * quotes around them is taken away: a "#" or ";" inside a value is part of it, where the usual INI readers would
 * drop the rest ("electrode #3 was noisy"); only behind a number, a date, true or false they begin a comment, as they
 * do at the beginning of a line. A key that comes again has all its values; lines without a key are kept under
 * `content`.
 */
export function readLines(text: string, notes: Notes): LinesReading {
  const top: Section = new Map();
  const sections = new Map<string, Section>();
  let current = top;
  let prefix = '';
  const keyless: string[] = [];
  let keys = 0;
  // Lines are taken one by one: of a huge file no more are read than are kept.
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    if (keys + keyless.length > MAX_LEAVES) break;
    const name = sectionOf(trimmed);
    if (name !== undefined) {
      current = sections.get(name) ?? new Map();
      sections.set(name, current);
      prefix = `${name}.`;
      continue;
    }
    const entry = entryOf(trimmed);
    if (!entry) {
      keyless.push(trimmed);
      append(top, CONTENT_KEY, trimmed);
      continue;
    }
    keys += 1;
    if (current.has(entry.key) && !entry.isList) {
      notes.add(
        'metadata-duplicate-key',
        'The key stands more than once; all its values count.',
        prefix + entry.key,
      );
    }
    append(current, entry.key, entry.value);
  }
  if (keyless[0] !== undefined) {
    const message = `${keyless.length} lines have no key and are kept as "${CONTENT_KEY}"; the first: ${short(keyless[0])}`;
    notes.add('metadata-line-without-key', message);
  }
  return { value: nest(top, sections), hasSections: sections.size > 0, keys };
}

/** The name of the section that a line opens, `[name]`. */
const sectionOf = (line: string): string | undefined => /^\[([^[\]]+)\]$/.exec(line)?.[1]?.trim();

function entryOf(line: string): { key: string; value: string; isList: boolean } | undefined {
  const at = separatorOf(line);
  const name = unquote(line.slice(0, Math.max(at, 0)).trim());
  if (name === '') return undefined;
  const isList = name.endsWith('[]') && name.length > 2;
  return {
    key: isList ? name.slice(0, -2) : name,
    value: unquote(withoutComment(line.slice(at + 1).trim())),
    isList,
  };
}

/** The first "=" or ":" that is neither inside a time of day (12:30) nor part of an address (https://). */
function separatorOf(line: string): number {
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '=') return at;
    if (char !== ':' || line.startsWith('//', at + 1)) continue;
    const isTime =
      /(?:^|[^\w.])\d{1,2}$/.test(line.slice(Math.max(0, at - 3), at)) &&
      /^\d\d/.test(line.slice(at + 1, at + 3));
    if (!isTime) return at;
  }
  return -1;
}

/** `30000 ; Hz` must be found as the number that it is. */
function withoutComment(text: string): string {
  const before = text.slice(0, Math.max(0, text.search(/[#;]/)));
  if (!/\s$/.test(before.slice(-1)) || before.length > LONGEST_TYPED) return text;
  const { value } = inferScalar(before);
  return value && Object.keys(value).length > 1 ? before.trimEnd() : text;
}

const unquote = (text: string): string => /^"([^"]*)"$|^'([^']*)'$/.exec(text)?.slice(1).join('') ?? text;

const short = (line: string): string => (line.length > 60 ? `${line.slice(0, 59)}…` : line).toWellFormed();

function append(section: Section, key: string, value: string): void {
  const values = section.get(key);
  if (values) values.push(value);
  else section.set(key, [value]);
}

/** Where a key and a section share a name, both are kept under it. */
function nest(top: Section, sections: ReadonlyMap<string, Section>): unknown {
  const root = new Map<string, unknown>(Object.entries(toObject(top)));
  for (const [name, section] of sections) {
    const own = root.get(name);
    root.set(name, own === undefined ? toObject(section) : [own, toObject(section)].flat());
  }
  return Object.fromEntries(root);
}

const toObject = (section: Section): Record<string, unknown> =>
  Object.fromEntries([...section].map(([key, values]) => [key, values.length === 1 ? values[0] : values]));
