import { expect, test } from '@jest/globals';
import { keptNames } from '../../../infra/bundle/kept-names.ts';

test('the names of each module of ours are read, and those of packages are nobody else’s', () => {
  const text = [
    '// shared/a.ts',
    'var ASchema = 1;',
    'function f() {',
    '  const inner = 1;',
    '}',
    '// node_modules/p/index.mjs',
    'var p = 1;',
    '// services/b/c.ts',
    'var ASchema2 = 1;',
    'export {',
  ].join('\n');
  const kept = keptNames(text);
  expect([...kept.keys()]).toEqual(['shared/a.ts', 'services/b/c.ts']);
  expect([...(kept.get('shared/a.ts') ?? [])]).toEqual(['ASchema', 'f']);
  // The number is the bundler's: two modules have this name.
  expect(kept.get('services/b/c.ts')?.has('ASchema')).toBe(true);
});
