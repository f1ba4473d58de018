import { cutToBytes, type Inference, inferPair, inferScalar } from './infer.ts';
import { openQuarantine } from './quarantine.ts';
import type { Attribute, AttributeValue, MetadataMap, MetadataValue, Quarantined } from './types.ts';

/** OpenSearch takes 10,000 nested documents, one for each attribute; some are left for what the index adds. */
export const MAX_ATTRIBUTES = 9_500;
export const MAX_VALUES = 1_000;
export const MAX_KEY_BYTES = 512;
/** Stands for an empty key in a path, as one sees it in JSON. */
const EMPTY_KEY = '""';

export interface Flattened {
  readonly attributes: readonly Attribute[];
  readonly quarantined: readonly Quarantined[];
}

interface Collected {
  readonly values: AttributeValue[];
  readonly texts: Set<string>;
  left: number;
}

/**
 * Turns nested metadata into keys with their values, in the order of the file. A key is the dotted path; list
 * indices are left out, so that lists of objects merge by path. A key that says nothing stays, without values.
 * Whatever passes a bound is left out and said in `quarantined`.
 */
export function flattenMetadata(metadata: MetadataMap): Flattened {
  const quarantine = openQuarantine();
  const collected = new Map<string, Collected>();
  const leftOut = new Set<string>();

  function collect(path: string, inference: Inference): void {
    const key = cutToBytes(path, MAX_KEY_BYTES);
    if (key !== path) {
      quarantine.add(key, 'key-too-long', path, `The key is longer than ${MAX_KEY_BYTES} bytes and was cut.`);
    }
    const attribute = open(key);
    if (!attribute) return;
    const { value, problem } = inference;
    if (problem) quarantine.add(key, problem.code, value?.text ?? '', problem.reason);
    if (!value || attribute.texts.has(value.text)) return;
    if (attribute.values.length >= MAX_VALUES) {
      attribute.left += 1;
      return;
    }
    attribute.texts.add(value.text);
    attribute.values.push(value);
  }

  function open(key: string): Collected | undefined {
    const known = collected.get(key);
    if (known) return known;
    if (collected.size >= MAX_ATTRIBUTES) {
      leftOut.add(key);
      return undefined;
    }
    const attribute = { values: [], texts: new Set<string>(), left: 0 };
    collected.set(key, attribute);
    return attribute;
  }

  for (const { path, inference } of leaves(metadata)) collect(path, inference);
  return {
    attributes: [...collected].map(([key, { values }]) => ({ key, values })),
    quarantined: [...boundsPassed(collected, leftOut), ...quarantine.list()],
  };
}

interface Leaf {
  readonly path: string;
  readonly inference: Inference;
}

/** All leaves in the order of the file; a stack of its own, so that no depth breaks it. */
function* leaves(metadata: MetadataMap): Generator<Leaf> {
  const stack: [path: string, node: MetadataValue][] = childrenOf('', metadata, true);
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [path, node] = next;
    if (typeof node !== 'object' || node === null) {
      yield { path, inference: inferScalar(node) };
      continue;
    }
    const single = isList(node) ? pairOf(node) : extendedDateOf(node);
    const children = single ? [] : childrenOf(path, node, false);
    if (single || children.length === 0) yield { path, inference: single ?? {} };
    for (const child of children) stack.push(child);
  }
}

/** The last child first, as a stack wants them. */
function childrenOf(
  path: string,
  node: readonly MetadataValue[] | MetadataMap,
  isRoot: boolean,
): [string, MetadataValue][] {
  if (isList(node)) return node.map((item): [string, MetadataValue] => [path, item]).reverse();
  return Object.entries(node)
    .map(([key, item]): [string, MetadataValue] => {
      const segment = key === '' ? EMPTY_KEY : key;
      const whole = isRoot ? segment : `${path}.${segment}`;
      // Cut here already, a character longer than allowed: thousands of leaves may stand under one huge key.
      return [cutToBytes(whole, MAX_KEY_BYTES + 4), item];
    })
    .reverse();
}

const isList = (node: readonly MetadataValue[] | MetadataMap): node is readonly MetadataValue[] =>
  Array.isArray(node);

function pairOf(list: readonly MetadataValue[]): Inference | undefined {
  const value = list.length === 2 ? inferPair(list[0], list[1]) : undefined;
  return value && { value };
}

/** MongoDB's extended JSON: `{"$date": "2021-03-01T…"}` or with milliseconds since 1970. */
function extendedDateOf(map: MetadataMap): Inference | undefined {
  const keys = Object.keys(map);
  if (keys.length !== 1 || keys[0] !== '$date') return undefined;
  const date = map.$date;
  if (typeof date === 'string') return inferScalar(date);
  const latest = 253_402_300_799_999;
  if (typeof date !== 'number' || !Number.isInteger(date) || Math.abs(date) > latest) return undefined;
  return inferScalar(new Date(date).toISOString());
}

function boundsPassed(
  collected: ReadonlyMap<string, Collected>,
  leftOut: ReadonlySet<string>,
): Quarantined[] {
  const passed: Quarantined[] = [];
  for (const [key, { left }] of collected) {
    if (left === 0) continue;
    const reason = `Only the first ${MAX_VALUES} different values are searchable, ${left} were left out.`;
    passed.push({ field: key, value: String(left), code: 'too-many-values', reason });
  }
  const [first] = leftOut;
  if (first !== undefined) {
    const reason = `Only the first ${MAX_ATTRIBUTES} keys are searchable, ${leftOut.size} from "${first}" on were left out.`;
    passed.push({ field: first, value: String(leftOut.size), code: 'too-many-attributes', reason });
  }
  return passed;
}
