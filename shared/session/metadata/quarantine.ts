import type { QuarantineCode, Quarantined } from './types.ts';

const MAX_ENTRIES = 1000;
const SHORT = 200;

export interface Quarantine {
  add(field: string, code: QuarantineCode, value: string, reason: string): void;
  list(): Quarantined[];
}

/** Collects fields in trouble: one entry for each field and code with its first value, at most 1,000, then a count. */
export function openQuarantine(): Quarantine {
  const entries = new Map<string, { entry: Quarantined; more: number }>();
  let left = 0;
  return {
    add(field, code, value, reason) {
      const id = `${code} ${field}`;
      const known = entries.get(id);
      if (known) known.more += 1;
      else if (entries.size >= MAX_ENTRIES) left += 1;
      else
        entries.set(id, {
          entry: { field: shorten(field), value: shorten(value), code, reason: shorten(reason) },
          more: 0,
        });
    },
    list() {
      const all = [...entries.values()].map(({ entry, more }) =>
        more === 0 ? entry : { ...entry, reason: `${entry.reason} (and ${more} more of this field)` },
      );
      if (left > 0) {
        const reason = `${left} more values are quarantined and not listed.`;
        all.push({ field: '', value: String(left), code: 'too-many-quarantined', reason });
      }
      return all;
    },
  };
}

/** At most 200 characters, no character cut in two. */
export const shorten = (text: string): string =>
  text.length <= SHORT ? text : `${text.slice(0, SHORT - 1)}…`.toWellFormed();
