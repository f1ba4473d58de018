import { matchesGlob } from 'node:path';
import type { Processor } from './processor.ts';

/** Files that go into the results as they are, so that who reads results has them too: those that a pattern names. */
export const copyOf = (patterns: readonly string[]): Processor => ({
  name: 'copy',
  version: '1',
  config: { patterns },
  applies: ({ path }) => patterns.some((pattern) => matchesGlob(path, pattern)),
  process: async ({ path, open }, output) => {
    await output.copy('files', path, open());
    return { quality: [] };
  },
});
