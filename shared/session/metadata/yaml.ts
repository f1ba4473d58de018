import {
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  intCoreTag,
  loadAll,
  mergeTag,
  realMapTag,
  YAMLException,
} from 'js-yaml';
import { type Reading, why } from './json.ts';
import type { Notes } from './notes.ts';
import { MAX_NESTING } from './tree.ts';

/** The parser takes up to 200 bytes of memory for a byte of YAML; what people write is far below this size. */
export const MAX_YAML_LENGTH = 1024 * 1024;

/**
 * Integers stay as they are written where JavaScript would write them otherwise or not hold them: a subject 007, an
 * address 0x1F, a serial number of twenty digits would not be found as 7, 31 and their neighbour.
 */
const integer = defineScalarTag<number | string>(intCoreTag.tagName, {
  ...intCoreTag,
  identify: () => false,
  resolve(source, isExplicit, tagName) {
    const number = intCoreTag.resolve(source, isExplicit, tagName);
    if (typeof number !== 'number') return number;
    return String(number) === source && Number.isSafeInteger(number) ? number : source;
  },
});

/** `Map`, so that no key is special; a list or map for a key has no place in metadata. */
const map = (tagName: string, matchByTagPrefix: boolean) =>
  defineMappingTag<Map<unknown, unknown>>(tagName, {
    ...realMapTag,
    matchByTagPrefix,
    addPair(pairs, key, value) {
      if (typeof key === 'object' && key !== null) return 'a key is a list or a map';
      pairs.set(key, value);
      return '';
    },
  });

/** Tags of programs (`!Unit`, `!!python/tuple`) are passed over; what they stand before is read. */
const anyTag = (prefix: string) => [
  defineScalarTag(prefix, { matchByTagPrefix: true, identify: () => false, resolve: (source) => source }),
  defineSequenceTag<unknown[]>(prefix, {
    matchByTagPrefix: true,
    identify: () => false,
    create: () => [],
    addItem(list, item) {
      list.push(item);
    },
  }),
  map(prefix, true),
];

const SCHEMA = CORE_SCHEMA.withTags(
  mergeTag,
  map(realMapTag.tagName, false),
  integer,
  anyTag('!'),
  anyTag('tag:'),
);

/**
 * Reads YAML 1.2 (core schema, so dates stay text and `yes` is a word) with merge keys; maps come as `Map`. Of a key
 * that stands twice the last value counts, with a note. Several documents in one file come as a list.
 */
export function readYaml(text: string, notes: Notes): Reading {
  if (text.length > MAX_YAML_LENGTH)
    return { ok: false, message: 'YAML above 1 MiB is not read; write it as JSON' };
  const reading = load(text, false);
  if (reading.ok || !(reading.error instanceof YAMLException)) return reading;
  const { reason, mark } = reading.error;
  if (reason !== 'duplicated mapping key') return reading;
  const lenient = load(text, true);
  if (lenient.ok) {
    const line = (mark?.line ?? 0) + 1;
    notes.add(
      'metadata-duplicate-key',
      `A key stands more than once in one map (first in line ${line}); the last value counts.`,
    );
  }
  return lenient;
}

type Loaded = Extract<Reading, { ok: true }> | { ok: false; message: string; error: unknown };

function load(text: string, lastKeyCounts: boolean): Loaded {
  try {
    const documents = loadAll(text, { schema: SCHEMA, json: lastKeyCounts, maxDepth: MAX_NESTING });
    return { ok: true, value: documents.length > 1 ? documents : documents[0] };
  } catch (error) {
    return { ok: false, message: why(error), error };
  }
}
