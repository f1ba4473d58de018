import { expect, test } from '@jest/globals';
import { cacheFolder } from '../../../../infra/local/opensearch/cache-folder.ts';

test.each([
  ['Linux', { HOME: '/home/marta' }, 'linux', '/home/marta/.cache/sessions-platform'],
  ['macOS', { HOME: '/Users/marta' }, 'darwin', '/Users/marta/Library/Caches/sessions-platform'],
  ['a person who chose', { HOME: '/home/marta', XDG_CACHE_HOME: '/big' }, 'linux', '/big/sessions-platform'],
  [
    'an empty choice',
    { HOME: '/home/marta', XDG_CACHE_HOME: '' },
    'linux',
    '/home/marta/.cache/sessions-platform',
  ],
] as const)('the cache on %s', (_where, env, platform, folder) => {
  expect(cacheFolder(env, platform)).toBe(folder);
});
