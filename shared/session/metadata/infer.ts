import { readDate } from './date.ts';
import type { AttributeValue, QuarantineCode } from './types.ts';
import { isUnit } from './unit.ts';

export interface Inference {
  /** Absent where the scalar says nothing: null, "", "n/a", "nan", "null". */
  readonly value?: AttributeValue;
  /** Why it is not what it seems to be; its text is kept all the same. */
  readonly problem?: { readonly code: QuarantineCode; readonly reason: string };
}

/** OpenSearch matches at most this many bytes of UTF-8 exactly (the length of a Lucene term). */
export const MAX_EXACT_BYTES = 32_766;

const NUMBER = '[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?';
const ONLY_NUMBER = new RegExp(`^${NUMBER}$`);
const QUANTITY = new RegExp(`^(${NUMBER})\\s*(?:\\(([^()]+)\\)|\\[([^[\\]]+)\\]|(.+))$`);
const LONGEST_NUMBER = 128;

/** Only this spelling of NaN is what programs write for a number; `nan` is how tables leave a cell empty. */
const NOT_FINITE = /^(?:NaN|[+-]?(?:inf(?:inity)?|INF|Inf(?:inity)?))$/;
const SAYS_NOTHING = /^(?:|n\/a|nan|null)$/i;

/**
 * Every type that one scalar can be searched by. Text always stays as written. Text that is a number, a number with
 * a unit, a date, `true` or `false` is that too; `yes`, `no`, `89+` and a time of day alone are text. `NaN` and
 * `Infinity`, as programs write numbers that are none, are quarantined; `nan` as tables write it means no value.
 */
export function inferScalar(scalar: null | boolean | number | string): Inference {
  if (scalar === null) return {};
  if (typeof scalar === 'boolean') return { value: { text: String(scalar), bool: scalar } };
  if (typeof scalar === 'string') return inferText(scalar);
  return Number.isFinite(scalar)
    ? { value: { text: String(scalar), num: scalar } }
    : notFinite(String(scalar));
}

/** A number and its unit that came as two scalars, `[2.5e-05, "m"]`; nothing where they are not that. */
export function inferPair(first: unknown, second: unknown): AttributeValue | undefined {
  if (typeof second !== 'string' || !isUnit(second)) return undefined;
  if (typeof first !== 'number' && typeof first !== 'string') return undefined;
  const { value } = inferScalar(first);
  if (value?.num === undefined || value.unit !== undefined) return undefined;
  return { text: `${value.text} ${second}`, num: value.num, unit: second };
}

function inferText(raw: string): Inference {
  const text = raw.trim();
  if (NOT_FINITE.test(text)) return notFinite(text);
  if (SAYS_NOTHING.test(text)) return {};
  if (/^(?:true|false)$/i.test(text)) return { value: { text, bool: text.length === 4 } };
  return text.length <= LONGEST_NUMBER ? inferShortText(text) : inferLongText(text);
}

function inferShortText(text: string): Inference {
  if (!/^[+-]?[.\d]/.test(text)) return { value: { text } };
  if (ONLY_NUMBER.test(text)) {
    const num = Number(text);
    if (!Number.isFinite(num)) return notFinite(text);
    return { value: isExact(text, num) ? { text, num } : { text } };
  }
  const date = readDate(text);
  if (date) return date.ok ? { value: { text, date: date.date } } : { value: { text }, problem: date };
  const [, number = '', ...units] = QUANTITY.exec(text) ?? [];
  const unit = units.find((part) => part !== undefined)?.trim();
  const num = Number(number);
  if (!unit || !isUnit(unit) || !Number.isFinite(num)) return { value: { text } };
  return { value: { text, num, unit } };
}

/** Long integers are names (barcodes, serial numbers): a double would make another number of them. */
const isExact = (text: string, num: number): boolean => !/^[+-]?\d+$/.test(text) || Number.isSafeInteger(num);

function inferLongText(text: string): Inference {
  const exact = cutToBytes(text, MAX_EXACT_BYTES);
  if (exact === text) return { value: { text } };
  const reason = `Longer than ${MAX_EXACT_BYTES} bytes: found by its words, matched exactly by its beginning only.`;
  return { value: { text, exact }, problem: { code: 'text-too-long', reason } };
}

const notFinite = (text: string): Inference => ({
  value: { text },
  problem: { code: 'not-finite', reason: `${text} is no number that can be compared.` },
});

/** The longest beginning of a text that takes at most so many bytes as UTF-8, no character cut in two. */
export function cutToBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read);
}
