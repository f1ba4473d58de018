import type { JsonMap } from '../../shared/ports/search.ts';
import { STAGES } from '../../shared/session/record.ts';

/** Raised with every change below: a new version is a new index, built beside the one in use. */
export const MAPPING_VERSION = 1;

/** OpenSearch's own default; what has more attributes is cut in document.ts, never refused here. */
export const MAX_NESTED_DOCUMENTS = 10_000;

/** UTF-16 units of `attrs.kw`: at most three bytes each, they stay below Lucene's 32,766 bytes a term. */
export const MAX_EXACT_LENGTH = 8191;

export interface IndexSizing {
  /** How soon what is written can be found, such as `200ms`. */
  readonly refreshInterval: string;
  readonly shards: number;
  /**
   * Copies of each shard on other nodes. `upTo`: as many as there are other nodes, this many at most, so that one
   * index is right for a single node, where a copy has no place, and for several, where a node may be lost.
   */
  readonly replicas: number | { readonly upTo: number };
}

/** What ensureIndex takes: settings and mappings of a new index. */
export const indexDefinition = (sizing: IndexSizing): { settings: JsonMap; mappings: JsonMap } => ({
  settings: indexSettings(sizing),
  mappings: MAPPINGS,
});

/**
 * A word is a run of letters and digits, decimals stay whole: `CA1_left-03.dat` is ca1, left, 03, dat, and is found
 * by any of them and by all. One analyzer for writing and searching, so that both always agree, phrases and
 * misspelt words too. Letter case and accents make no difference; µ counts as u.
 */
const ANALYSIS = {
  char_filter: {
    word_parts: {
      type: 'pattern_replace',
      pattern: "[_'\\u2019]|(?<=\\p{L})\\.|\\.(?=\\p{L})|(?<=\\d\\d)T(?=\\d\\d)",
      replacement: ' ',
    },
    micro: { type: 'mapping', mappings: ['\u00b5 => u', '\u03bc => u'] },
  },
  analyzer: {
    words: {
      type: 'custom',
      char_filter: ['word_parts', 'micro'],
      tokenizer: 'standard',
      filter: ['lowercase', 'asciifolding'],
    },
  },
  normalizer: { folded: { type: 'custom', filter: ['lowercase'] } },
} satisfies JsonMap;

/** Settings of an index of sessions. */
export const indexSettings = ({ refreshInterval, shards, replicas }: IndexSizing): JsonMap => ({
  index: {
    number_of_shards: shards,
    ...(typeof replicas === 'number'
      ? { number_of_replicas: replicas }
      : { auto_expand_replicas: `0-${replicas.upTo}` }),
    refresh_interval: refreshInterval,
    'mapping.nested_objects.limit': MAX_NESTED_DOCUMENTS,
  },
  analysis: ANALYSIS,
});

const words = { type: 'text', analyzer: 'words', norms: false } satisfies JsonMap;
const folded = { type: 'keyword', normalizer: 'folded', ignore_above: MAX_EXACT_LENGTH } satisfies JsonMap;
const date = { type: 'date', format: 'strict_date_optional_time||epoch_millis' } satisfies JsonMap;

/** Exact where ids and rights are compared, whatever the letter case where people search. */
const name = { type: 'keyword', fields: { folded }, copy_to: 'words' } satisfies JsonMap;
/** Taken from the metadata, whose texts are among the words already. */
const described = {
  type: 'keyword',
  ignore_above: MAX_EXACT_LENGTH,
  fields: { folded, text: words },
} satisfies JsonMap;
/** Kept to be shown, searchable in no way. */
const shown = { type: 'keyword', index: false, doc_values: false } satisfies JsonMap;

/** Strict: no key of any metadata ever becomes a field, so the mapping never grows. */
export const MAPPINGS = {
  dynamic: 'strict',
  _meta: { version: MAPPING_VERSION },
  _source: { excludes: ['words', 'attrs.kw'] },
  properties: {
    id: name,
    source: name,
    revision: { type: 'long' },
    subject: described,
    experimenter: described,
    device: described,
    rig: described,
    task: described,
    recorded_at: date,
    duration_seconds: { type: 'double' },
    bytes: { type: 'long' },
    files: { type: 'integer' },
    stages: { properties: Object.fromEntries(STAGES.map((stage) => [stage, date])) },
    format: folded,
    quarantined: { properties: { field: folded, code: { type: 'keyword' }, value: shown, reason: shown } },
    words,
    attrs: {
      type: 'nested',
      dynamic: 'strict',
      properties: {
        k: { type: 'keyword' },
        n: { type: 'keyword' },
        text: { ...words, copy_to: 'words' },
        kw: folded,
        num: { type: 'double' },
        date,
        bool: { type: 'boolean' },
        unit: { type: 'keyword' },
        base: { type: 'double' },
        base_unit: { type: 'keyword' },
      },
    },
  },
} satisfies JsonMap;
