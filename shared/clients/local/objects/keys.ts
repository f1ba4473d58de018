/** Names of 255 bytes are what file systems take; a version and its mark must fit behind. */
const MAX_NAME_BYTES = 200;

/** Stands between a file's name and its version; escaped in names, so that no folder can be taken for a file. */
const VERSION_MARK = '~';
/** Ends a folder's name that goes on in the next one. Not an escape: `%` is otherwise followed by two digits. */
const CONTINUED = '%+';

/**
 * Where the bytes of a version lie, relative to the store's objects: the key's own path with the version
 * behind its last name, so that people and plain file tools find their way. `a` and `a/b` do not collide, nor do
 * names that differ only by case where the file system ignores it: the version is part of the file's name.
 */
export function pathOfKey(key: string, version: string): string {
  const segments = key.split('/').map((segment) => fold(escapeName(segment)));
  return `${segments.join('/')}${VERSION_MARK}${version}`;
}

/** The inverse; undefined for a path that no key has. */
export function keyOfPath(path: string): { key: string; version: string } | undefined {
  const mark = path.lastIndexOf(VERSION_MARK);
  if (mark < 0) return undefined;
  const version = path.slice(mark + 1);
  const key = path
    .slice(0, mark)
    .replaceAll(`${CONTINUED}/`, '')
    .replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return pathOfKey(key, version) === path ? { key, version } : undefined;
}

/** Escapes what has a meaning here or is refused by the file systems of removable disks. */
const escapeName = (name: string): string =>
  name.replaceAll(/[%~<>:"\\|?*]|[. ]$/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Breaks a name that is too long into folders, never inside a character or an escape. */
function fold(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const pieces: string[] = [];
  let piece = '';
  for (const [unit] of name.matchAll(/%..|./gsu)) {
    if (Buffer.byteLength(piece) + Buffer.byteLength(unit) > MAX_NAME_BYTES) {
      pieces.push(piece);
      piece = '';
    }
    piece += unit;
  }
  return [...pieces, piece].join(`${CONTINUED}/`);
}
