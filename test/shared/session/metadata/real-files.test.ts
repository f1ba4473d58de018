import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { type Flattened, flattenMetadata } from '../../../../shared/session/metadata/flatten.ts';
import { parseMetadata } from '../../../../shared/session/metadata/parse.ts';

const folder = fileURLToPath(new URL('../../../../../shared/data/metadata', import.meta.url));
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(json|jsonld|oebin)$/.test(name),
    )
  : [];

describe('metadata of real laboratories', () => {
  if (files.length === 0) {
    test.skip(`is not here: no files in ${folder}`, () => {});
    return;
  }

  test.each(files.toSorted())(
    '%s: each of its values is found under its key, or named in quarantined',
    (name) => {
      const bytes = readFileSync(join(folder, name));
      const document: unknown = JSON.parse(bytes.toString().replace(/^\ufeff/, ''));
      const parsed = parseMetadata(bytes, name.replace(/\.[a-z]+$/, '.json'));
      expect(parsed.format).toBe('json');
      const flattened = flattenMetadata(parsed.value);
      const lost = [...leavesOf(document, Array.isArray(document) ? ['content'] : [])].filter(
        ([path, leaf]) => !isFound(flattened, path, leaf),
      );
      expect(lost).toEqual([]);
    },
  );
});

function* leavesOf(node: unknown, path: readonly string[]): Generator<[path: string, leaf: unknown]> {
  if (Array.isArray(node)) for (const item of node) yield* leavesOf(item, path);
  else if (typeof node === 'object' && node !== null) {
    for (const [key, item] of Object.entries(node))
      yield* leavesOf(item, key === '$date' ? path : [...path, key]);
  } else yield [path.join('.'), node];
}

function isFound({ attributes, quarantined }: Flattened, path: string, leaf: unknown): boolean {
  const values = attributes.find(({ key }) => key === path)?.values;
  if (!values) return quarantined.some(({ code }) => code === 'too-many-attributes');
  const text = String(leaf ?? '').trim();
  if (/^(n\/a|nan|null)?$/.test(text)) return true;
  if (values.some((value) => value.text === text || value.num === leaf || value.unit === leaf)) return true;
  return quarantined.some(({ field, code }) => field === path && code === 'too-many-values');
}
