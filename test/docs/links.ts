/** What pages refer to: other pages and places in them, files of the code, commands. */

export interface Link {
  /** As it stands there, without the anchor; empty for a place on the same page. */
  readonly path: string;
  readonly anchor: string | undefined;
}

/** Without blocks of code, where brackets and hashes mean other things. */
const prose = (page: string): string => page.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');

/** Links to files and headings, not those to other sites. */
export const linksOf = (page: string): readonly Link[] =>
  [...prose(page).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(([, path = '', anchor]) => ({
    path,
    anchor,
  }));

/** Anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose(page).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
    let free = anchor;
    for (let n = 1; anchors.has(free); n++) free = `${anchor}-${n}`;
    anchors.add(free);
  }
  return anchors;
}

/** Files and folders of the code that are named in a page by their whole paths. */
export const pathsOf = (page: string): readonly string[] =>
  [...prose(page).matchAll(/`((?:infra|services|shared|test|docs|\.github)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );

/** Scripts of package.json that a page tells people to run. */
export const scriptsOf = (page: string): readonly string[] => [
  ...[...page.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name),
  ...[...page.matchAll(/\bnpm (test|start)\b/g)].map(([, name = '']) => name),
];
