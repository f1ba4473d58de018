import { checkPageLimit, MAX_PAGE } from '../../../ports/object-limits.ts';
import type { ObjectPage } from '../../../ports/objects.ts';
import { attributesOf, type Version, type VersionIndex } from './version-index.ts';

/** No byte of UTF-8 stands between these two. */
const AFTER_SLASH = '0';

export interface ListOptions {
  readonly prefix: string;
  readonly delimiter?: '/';
  readonly after?: string;
  readonly limit?: number;
}

type Entry = { readonly version: Version } | { readonly prefix: string };

/** One page of a listing; takes as long as the page, however many keys there are and fall under one prefix. */
export function listPage(index: VersionIndex, options: ListOptions, now: number): ObjectPage {
  const limit = options.limit ?? MAX_PAGE;
  checkPageLimit(limit);
  const page: { objects: ObjectPage['objects'][number][]; prefixes: string[] } = {
    objects: [],
    prefixes: [],
  };
  let last = '';
  for (const entry of entries(index, options)) {
    if (page.objects.length + page.prefixes.length === limit) return { ...page, next: last };
    if ('prefix' in entry) {
      page.prefixes.push(entry.prefix);
      last = entry.prefix;
    } else {
      page.objects.push(attributesOf(entry.version, now));
      last = entry.version.key;
    }
  }
  return page;
}

function* entries(index: VersionIndex, { prefix, delimiter, after }: ListOptions): Generator<Entry> {
  let from = after === undefined ? prefix : laterOf(prefix, firstBehind(after));
  for (;;) {
    const group = yield* until(index, from, prefix, delimiter);
    if (group === undefined) return;
    yield { prefix: group };
    from = firstBehind(group);
  }
}

/** Objects up to the first key that belongs to a group, which is returned; undefined at the end of the prefix. */
function* until(
  index: VersionIndex,
  from: string,
  prefix: string,
  delimiter: '/' | undefined,
): Generator<Entry, string | undefined> {
  for (const version of index.from(from)) {
    if (!version.key.startsWith(prefix)) return undefined;
    const cut = delimiter ? version.key.indexOf(delimiter, prefix.length) : -1;
    if (cut >= 0) return version.key.slice(0, cut + 1);
    yield { version };
  }
  return undefined;
}
/** The first string, in the order of UTF-8 bytes, that is neither `entry` nor, if that is a group, in it. */
const firstBehind = (entry: string): string =>
  entry.endsWith('/') ? `${entry.slice(0, -1)}${AFTER_SLASH}` : `${entry}\0`;

const laterOf = (a: string, b: string): string =>
  Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 ? b : a;
