import JSON5 from 'json5';

const MAX_DUPLICATES = 100;
const MAX_NAME = 200;

/** What a JSON parser does not tell about the text that it read. */
export interface JsonScan {
  /** Dotted paths of keys that stand twice in one object, the first hundred. */
  readonly duplicates: readonly string[];
  /** The text with every number in quotes that JavaScript cannot hold (12345678901234567890, 1e999). */
  readonly exact: string;
  /** How deep it is nested; the scan ends where that passes the limit. */
  readonly depth: number;
}

interface Frame {
  /** Keys seen in this object; absent for a list. */
  readonly keys?: Set<string>;
  key?: string;
}

/**
 * Reads the tokens of JSON or JSON5 text. On text that is neither the answer means nothing, but nothing is
 * thrown. The scan ends where it is nested deeper than `maxDepth`.
 */
export function scanJson(text: string, maxDepth: number): JsonScan {
  const frames: Frame[] = [];
  const duplicates: string[] = [];
  const pieces: string[] = [];
  let copied = 0;
  let last = '';
  let depth = 0;
  for (let start = 0, end = 0; start < text.length && depth <= maxDepth; start = end) {
    end = endOfToken(text, start);
    const token = text.slice(start, end);
    const frame = frames.at(-1);
    if (token === '{') frames.push({ keys: new Set() });
    else if (token === '[') frames.push({});
    else if (token === '}' || token === ']') frames.pop();
    else if (token === ':' && frame?.keys) {
      frame.key = keyOf(last);
      if (frame.keys.has(frame.key) && duplicates.length < MAX_DUPLICATES) duplicates.push(pathOf(frames));
      frame.keys.add(frame.key);
    } else if (isNumberTooLong(token)) {
      pieces.push(text.slice(copied, start), JSON.stringify(token));
      copied = end;
    }
    if (!isBetweenTokens(token)) last = token;
    depth = Math.max(depth, frames.length);
  }
  return { duplicates, exact: pieces.join('') + text.slice(copied), depth };
}

const WORD_OR_SPACE = /[^\s{}[\],:"'/]+|\s+/y;

function endOfToken(text: string, start: number): number {
  const first = text.charAt(start);
  if (first === '"' || first === "'") return endOfString(text, start);
  if (text.startsWith('//', start)) return endAfter(text, '\n', start);
  if (text.startsWith('/*', start)) return endAfter(text, '*/', start + 2);
  WORD_OR_SPACE.lastIndex = start;
  return WORD_OR_SPACE.test(text) ? WORD_OR_SPACE.lastIndex : start + 1;
}

function endOfString(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  const backslash = 0x5c;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at += 1;
  }
  return text.length;
}

function endAfter(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

const isBetweenTokens = (token: string): boolean =>
  token.startsWith('//') || token.startsWith('/*') || /^\s/.test(token);

function isNumberTooLong(token: string): boolean {
  if (!/^[+-]?[\d.]/.test(token)) return false;
  if (/^[+-]?\d+$/.test(token)) return !Number.isSafeInteger(Number(token));
  return !Number.isFinite(Number(token)) && !Number.isNaN(Number(token));
}

function keyOf(token: string): string {
  if (!/^["']/.test(token)) return token;
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON5.parse(token));
  } catch {
    return token;
  }
}

const pathOf = (frames: readonly Frame[]): string =>
  frames.flatMap(({ key }) => key?.slice(0, MAX_NAME) ?? []).join('.');
