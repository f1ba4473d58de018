import { writeFile } from 'node:fs/promises';
import type { Recipe } from '../recipe.ts';
import type { Item } from './addresses.ts';
import { checkedBy } from './hashes.ts';
import type { StorageLayout } from './layout.ts';

/** Files that the page lists of one session; recipe.json lists all. */
const FILES_SHOWN = 500;

/** What is here and how it was checked, for programs (recipe.json) and for people (index.html). */
export async function writePages(
  recipe: Recipe,
  items: readonly Item[],
  layout: StorageLayout,
): Promise<void> {
  const files = items.map((item) => {
    const { path, size, sha256, crc32 } = item;
    return { path, size, ...(sha256 && { sha256 }), ...(crc32 && { crc32 }), checked: checkedBy(item) };
  });
  const { pages: _, ...about } = recipe;
  await writeFile(layout.recipe, `${JSON.stringify({ ...about, files }, null, 1)}\n`);
  await writeFile(layout.index, indexPage(recipe, items));
}

function indexPage(recipe: Recipe, items: readonly Item[]): string {
  const bySession = Map.groupBy(items, ({ path }) => path.split('/')[1] ?? '');
  const sections = recipe.sessions.map(({ id, source }) => {
    const files = bySession.get(id) ?? [];
    const more = files.length - FILES_SHOWN;
    return `<section id="${asHtml(id)}">
<h2><a href="${link(`sessions/${id}`)}/">${asHtml(id)}</a></h2>
<p>${asHtml(source)}, ${count(files.length, 'file')}, ${bytes(files)}</p>
<table>
<tr><th>file<th>bytes<th>checked by
${files.slice(0, FILES_SHOWN).map(row).join('\n')}
</table>
${more > 0 ? `<p>and ${count(more, 'more file')}, see <a href="recipe.json">recipe.json</a></p>` : ''}
</section>`;
  });
  const title = recipe.name ?? recipe.sandbox;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${asHtml(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .15rem .75rem .15rem 0; border-bottom: 1px solid #8884; }
td:nth-child(2), th:nth-child(2) { text-align: right; font-variant-numeric: tabular-nums; }
code { font-size: .85em; overflow-wrap: anywhere; }
</style>
<h1>${asHtml(title)}</h1>
<p>${count(recipe.sessions.length, 'session')}, ${count(items.length, 'file')}, ${bytes(items)}.
Asked for ${asHtml(recipe.requestedAt)}. Every file was compared with its manifest when it was copied
here${withoutSha256(items)}. <a href="recipe.json">recipe.json</a> lists everything.</p>
${sections.join('\n')}
</html>
`;
}

function withoutSha256(items: readonly Item[]): string {
  const files = items.filter((item) => checkedBy(item) === 'crc32').length;
  return files > 0
    ? `; of ${count(files, 'file')} the source gave no SHA-256, only size and CRC-32 were compared`
    : '';
}

function row(item: Item): string {
  const name = item.path.split('/').slice(2).join('/');
  const { size, sha256, crc32 } = item;
  const hash =
    sha256 === undefined ? `size and CRC-32 <code>${crc32}</code>` : `SHA-256 <code>${sha256}</code>`;
  return `<tr><td><a href="${link(item.path)}">${asHtml(name)}</a><td>${size.toLocaleString('en-US')}<td>${hash}`;
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;

const bytes = (files: readonly { readonly size: number }[]): string =>
  `${files.reduce((sum, { size }) => sum + size, 0).toLocaleString('en-US')} bytes`;

const link = (path: string): string => asHtml(path.split('/').map(encodeURIComponent).join('/'));

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const asHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
