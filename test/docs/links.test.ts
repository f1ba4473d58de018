import { glob, readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { anchorsOf, linksOf, pathsOf, scriptsOf } from './links.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');
const isThere = (url: URL): Promise<boolean> =>
  stat(url).then(
    () => true,
    () => false,
  );

const pages = (
  await Array.fromAsync(glob('{README.md,docs/**/*.md,services/*/README.md}', { cwd: root }))
).sort();
const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };

test('there are pages', () => {
  expect(pages.length).toBeGreaterThan(30);
});

describe.each(pages)('%s', (path) => {
  test('links to files that are there, and to headings that they have', async () => {
    const broken: string[] = [];
    const page = await read(path);
    for (const link of linksOf(page)) {
      const target = new URL(link.path, new URL(path, root));
      const shown = `${link.path}${link.anchor === undefined ? '' : `#${link.anchor}`}`;
      if (!(await isThere(target))) broken.push(shown);
      else if (link.anchor !== undefined) {
        const linked = link.path === '' ? page : await readFile(target, 'utf8');
        if (!anchorsOf(linked).has(link.anchor)) broken.push(shown);
      }
    }
    expect(broken).toEqual([]);
  });

  test('names files and commands that are there', async () => {
    const page = await read(path);
    const missing = await Promise.all(
      pathsOf(page).map(async (named) => ((await isThere(new URL(named, root))) ? [] : [named])),
    );
    expect([...missing.flat(), ...scriptsOf(page).filter((name) => !Object.hasOwn(scripts, name))]).toEqual(
      [],
    );
  });
});

test('every decision is in the list of decisions', async () => {
  const list = linksOf(await read('docs/decisions/README.md')).map((link) => link.path);
  const there = await Array.fromAsync(glob('0*.md', { cwd: new URL('docs/decisions/', root) }));
  expect(list.toSorted()).toEqual(there.toSorted());
});

describe('what is looked for', () => {
  test('is every link but those to other sites and those in blocks of code', () => {
    const page =
      '[a](a.md) [b](b.md#part) [c](#here) [d](https://example.org/x.md)\n```sh\n[e](e.md)\n```\n![f](f.png)';
    expect(linksOf(page)).toEqual([
      { path: 'a.md', anchor: undefined },
      { path: 'b.md', anchor: 'part' },
      { path: '', anchor: 'here' },
      { path: 'f.png', anchor: undefined },
    ]);
  });

  test('are headings by the anchors that GitHub gives them', () => {
    const page =
      '# When `up` fails, and 2 other things\n## Why?\n## Why?\n```sh\n# no heading\n```\n### [Link](x.md)';
    expect([...anchorsOf(page)]).toEqual(['when-up-fails-and-2-other-things', 'why', 'why-1', 'link']);
  });

  test('are paths of the code and scripts', () => {
    const page = '`infra/aws/names.ts`, `test/aws` and `instances/x.json`; `npm run test:aws`, npm test.';
    expect(pathsOf(page)).toEqual(['infra/aws/names.ts', 'test/aws']);
    expect(scriptsOf(page)).toEqual(['test:aws', 'test']);
  });
});
