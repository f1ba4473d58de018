import { readFile, stat } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { services } from '../../services/registry.ts';
import { pages } from './pages.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');

for (const [path, write] of Object.entries(pages)) {
  test(`${path} says what the code says (else: npm run docs)`, async () => {
    expect(await read(path)).toBe(write());
  });
}

test.each(services.map(({ manifest }) => [manifest.name, manifest.failure.runbook]))(
  'the alarm of %s leads to a runbook that is there',
  async (name, runbook) => {
    expect((await stat(new URL(runbook, root))).isFile()).toBe(true);
    // Services of one folder share a runbook.
    expect(await read(runbook)).toMatch(new RegExp(`^# ${name.split('-')[0]}\\b`, 'm'));
  },
);
