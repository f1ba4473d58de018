import type { Notes } from './notes.ts';
import type { MetadataMap, MetadataValue } from './types.ts';

export const MAX_DEPTH = 64;
export const MAX_LEAVES = 100_000;
/** Aliases in YAML can make gigabytes of one text; without them no file that is read comes near this. */
export const MAX_CHARACTERS = 10 * 1024 * 1024;
/** What is nested deeper than this no parser is given, lest it spends the memory of the machine on brackets. */
export const MAX_NESTING = 1_000;

/**
 * Makes metadata of what a parser returned: a copy of plain values, at most 64 levels deep, with 100,000 leaves and
 * 10 Mi characters; the rest is left out with a note. Keys such as `__proto__` are keys like others. Numbers without
 * a value in JSON (NaN, Infinity) become text, lone surrogates U+FFFD.
 */
export function toMetadata(value: unknown, notes: Notes): MetadataValue {
  let leaves = 0;
  let characters = 0;
  let tooDeep: string | undefined;
  const path: string[] = [];

  function copy(node: unknown, depth: number): MetadataValue {
    const isContainer = typeof node === 'object' && node !== null;
    if (isContainer && depth > MAX_DEPTH) {
      tooDeep ??= path.map((key) => key.slice(0, 200)).join('.');
      leaves += 1;
      return null;
    }
    if (Array.isArray(node)) return copyList(node, depth);
    if (isContainer) return copyMap(node, depth);
    leaves += 1;
    const scalar = toScalar(node, notes);
    if (typeof scalar === 'string') characters += scalar.length;
    return scalar;
  }

  function copyList(list: readonly unknown[], depth: number): MetadataValue[] {
    if (list.length === 0) leaves += 1;
    const result: MetadataValue[] = [];
    for (const item of list) {
      if (isFull()) break;
      result.push(copy(item, depth + 1));
    }
    return result;
  }

  function copyMap(map: object, depth: number): MetadataMap {
    const entries: [string, MetadataValue][] = [];
    const source = map instanceof Map ? [...map] : Object.entries(map);
    if (source.length === 0) leaves += 1;
    for (const [key, item] of source) {
      if (isFull()) break;
      const name = toText(String(key ?? ''), notes);
      characters += name.length;
      path.push(name);
      entries.push([name, copy(item, depth + 1)]);
      path.pop();
    }
    // fromEntries defines each key as its own property, `__proto__` too.
    return Object.fromEntries(entries);
  }

  function isFull(): boolean {
    if (leaves < MAX_LEAVES && characters < MAX_CHARACTERS) return false;
    notes.add('metadata-too-many-leaves', `Only the first ${leaves.toLocaleString('en')} values are read.`);
    return true;
  }

  const result = copy(value, 1);
  if (tooDeep !== undefined) {
    const message = `What is nested deeper than ${MAX_DEPTH} levels is left out, here and wherever else.`;
    notes.add('metadata-too-deep', message, tooDeep);
  }
  return result;
}

function toScalar(value: unknown, notes: Notes): null | boolean | number | string {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
  return toText(String(value), notes);
}

function toText(text: string, notes: Notes): string {
  if (text.isWellFormed()) return text;
  notes.add('metadata-not-unicode', 'A text holds half a character (a lone surrogate); it was replaced.');
  return text.toWellFormed();
}
