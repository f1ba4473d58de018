import { baseUnitOf } from '../../shared/query/units.ts';
import { keySuffixes } from '../../shared/session/metadata/key.ts';
import { shorten } from '../../shared/session/metadata/quarantine.ts';
import type { Attribute, AttributeValue, Quarantined } from '../../shared/session/metadata/types.ts';
import type { IndexedAttribute } from '../../shared/session/search-document.ts';
import { MAX_EXACT_LENGTH, MAX_NESTED_DOCUMENTS } from './mapping.ts';

/** UTF-8 bytes of all attributes in JSON; the smallest managed OpenSearch takes requests of 10 MiB. */
export const MAX_ATTRIBUTES_BYTES = 8 * 1024 * 1024;

export interface IndexedAttributes {
  readonly attrs: readonly IndexedAttribute[];
  readonly quarantined: readonly Quarantined[];
}

/**
 * The attributes as nested documents, one for each key and unit, as far as the index can hold them. What passes its
 * bounds is left out and said in `quarantined`; the session stays findable by all the rest.
 */
export function indexAttributes(attributes: readonly Attribute[]): IndexedAttributes {
  const attrs: IndexedAttribute[] = [];
  const leftOut: string[] = [];
  let bytes = 0;
  for (const attribute of attributes) {
    for (const nested of nestedOf(attribute)) {
      const size = Buffer.byteLength(JSON.stringify(nested));
      if (attrs.length >= MAX_NESTED_DOCUMENTS || bytes + size > MAX_ATTRIBUTES_BYTES)
        leftOut.push(attribute.key);
      else {
        attrs.push(nested);
        bytes += size;
      }
    }
  }
  return { attrs, quarantined: sayLeftOut(leftOut) };
}

function nestedOf({ key, values }: Attribute): IndexedAttribute[] {
  const base = { k: key, n: keySuffixes(key) };
  if (values.length === 0) return [base];
  const byUnit = Map.groupBy(values, ({ unit }) => unit);
  return [...byUnit].map(([unit, group]) => ({
    ...base,
    text: group.map(({ text }) => text.normalize('NFC')),
    kw: group.map(({ text, exact }) => cut((exact ?? text).normalize('NFC'))),
    ...typed(group),
    ...(unit !== undefined && inUnit(unit, group)),
  }));
}

function inUnit(
  unit: string,
  values: readonly AttributeValue[],
): Pick<IndexedAttribute, 'unit' | 'base' | 'base_unit'> {
  const { base, factor } = baseUnitOf(unit);
  return {
    unit,
    base: values.flatMap(({ num }) => (num === undefined ? [] : num * factor)).filter(Number.isFinite),
    base_unit: base,
  };
}

function typed(values: readonly AttributeValue[]): Pick<IndexedAttribute, 'num' | 'date' | 'bool'> {
  const num = values.flatMap((value) => value.num ?? []);
  const date = values.flatMap((value) => value.date ?? []);
  const bool = values.flatMap((value) => value.bool ?? []);
  return {
    ...(num.length > 0 && { num }),
    ...(date.length > 0 && { date }),
    ...(bool.length > 0 && { bool }),
  };
}

const cut = (text: string): string =>
  text.length <= MAX_EXACT_LENGTH ? text : text.slice(0, MAX_EXACT_LENGTH).toWellFormed();

function sayLeftOut(keys: readonly string[]): Quarantined[] {
  const [first] = keys;
  if (first === undefined) return [];
  const reason = `More than the index holds of one session; ${keys.length} attributes are not searchable, such as this one.`;
  return [{ field: shorten(first), value: String(keys.length), code: 'too-many-attributes', reason }];
}
