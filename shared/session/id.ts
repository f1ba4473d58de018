import { calendarTime, existsInCalendar } from './metadata/date.ts';
import type { Quarantined } from './metadata/types.ts';

/** A session id, or why the text is none and, where one can be made of it, an id that would be taken. */
export type SessionIdResult =
  | { readonly ok: true; readonly id: string }
  | {
      readonly ok: false;
      readonly code: 'session-id-invalid';
      readonly message: string;
      readonly suggestion?: string;
    };

export type FolderResult =
  | Exclude<SessionIdResult, { ok: true }>
  | {
      readonly ok: true;
      readonly id: string;
      /** Local time without a zone, `2021-03-01T16:12:21`. */
      readonly recordedAt?: string;
      readonly quarantined?: Quarantined;
    };

export type FilePathResult =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly code: 'path-invalid'; readonly message: string };

export const MAX_ID_LENGTH = 128;
/** Leaves room for a hyphen and a timestamp in the id made of both. */
export const MAX_SOURCE_LENGTH = 64;
/** A key in S3 has at most 1,024 bytes, `<id>/raw/` takes up to 133 of them. */
export const MAX_PATH_BYTES = 1024 - MAX_ID_LENGTH - '/raw/'.length;
/** What file systems take as the name of one file or folder. */
export const MAX_SEGMENT_BYTES = 255;

/** Windows takes these for devices, with any ending, and people copy sessions to Windows. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * Takes a text as the id of a session: a letter or digit, then up to 127 letters, digits, dots, underscores and
 * hyphens. It is a folder's name wherever the session is laid out, hence no "..", no dot at the end (Windows drops
 * it), and no name of a Windows device.
 */
export function parseSessionId(text: string): SessionIdResult {
  const why = trouble(text, MAX_ID_LENGTH);
  if (!why) return { ok: true, id: text };
  const message = `${quote(text)} cannot be the id of a session: ${why}`;
  const suggestion = suggest(text);
  if (suggestion === undefined) return { ok: false, code: 'session-id-invalid', message: `${message}.` };
  return {
    ok: false,
    code: 'session-id-invalid',
    message: `${message}; "${suggestion}" would do.`,
    suggestion,
  };
}

/** Whether this can be the name of a source, such as a rig: written like a session id, at most 64 characters. */
export const validSource = (name: string): boolean => trouble(name, MAX_SOURCE_LENGTH) === undefined;

/**
 * The id of the session that a folder holds: its name. A bare `YYYYMMDD_HHMMSS`, which two rigs may write in the
 * same second, becomes `<source>-<name>` and tells when it was recorded; where no such time exists the id stays and
 * `recorded_at` is quarantined. A name that is no id is refused, with one that would do.
 */
export function sessionIdFromFolder(folderName: string, source: string): FolderResult {
  const timestamp = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/.exec(folderName);
  if (!timestamp) return parseSessionId(folderName);
  const parsed = parseSessionId(`${source}-${folderName}`);
  if (!parsed.ok) return parsed;
  const [, year, month, day, hour, minute, second] = timestamp;
  const time = calendarTime(timestamp.slice(1));
  if (time.year > 0 && existsInCalendar(time)) {
    return { ...parsed, recordedAt: `${year}-${month}-${day}T${hour}:${minute}:${second}` };
  }
  const reason = `"${folderName}" is no possible date and time.`;
  const quarantined: Quarantined = {
    field: 'recorded_at',
    value: folderName,
    code: 'impossible-date',
    reason,
  };
  return { ...parsed, quarantined };
}

/**
 * Takes a text as the path of a file in a session: relative, with forward slashes, no empty, "." or ".." segment, no
 * backslash or control character, valid Unicode, at most 891 bytes of UTF-8 and 255 in each segment. Two paths that
 * some disk would take for one are the manifest's business.
 */
export function validFilePath(path: string): FilePathResult {
  const why = pathTrouble(path);
  if (!why) return { ok: true, path };
  const message = `${quote(path)} cannot be the path of a file in a session: ${why}.`;
  return { ok: false, code: 'path-invalid', message };
}

function pathTrouble(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (!path.isWellFormed()) return 'it is not valid Unicode';
  const control = /\p{Cc}/u.exec(path)?.[0];
  if (control !== undefined) return `it holds the control character ${describe(control)}`;
  if (path.includes('\\')) return 'it holds a backslash; folders are parted by "/"';
  if (path.startsWith('/')) return 'it is absolute';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `it is longer than ${MAX_PATH_BYTES} bytes of UTF-8`;
  for (const segment of path.split('/')) {
    if (segment === '') return 'it has an empty segment';
    if (segment === '.' || segment === '..') return `it has a segment "${segment}"`;
    const tooLong = Buffer.byteLength(segment) > MAX_SEGMENT_BYTES;
    if (tooLong) return `a name in it is longer than ${MAX_SEGMENT_BYTES} bytes`;
  }
  return undefined;
}

function trouble(name: string, maxLength: number): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > maxLength) return `it has ${name.length} characters, ${maxLength} are the most`;
  const wrong = /[^A-Za-z0-9._-]/u.exec(name)?.[0];
  if (wrong !== undefined) {
    return `${describe(wrong)} is not among letters A to Z, digits, dot, underscore and hyphen`;
  }
  if (!/^[A-Za-z0-9]/.test(name)) return 'it must begin with a letter or digit';
  if (name.includes('..')) return 'it holds ".."';
  if (name.endsWith('.')) return 'it ends with a dot';
  if (RESERVED.test(name)) return 'it is the name of a device on Windows';
  return undefined;
}

function describe(char: string): string {
  if (char === ' ') return 'a space';
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(char)
    ? `"${char}"`
    : `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** "My session 3" becomes "My-session-3", "Überflug (2)" "Uberflug-2"; nothing where no letter or digit is left. */
function suggest(name: string): string | undefined {
  const cleaned = name
    .slice(0, 4 * MAX_ID_LENGTH)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_ID_LENGTH)
    .replace(/[^A-Za-z0-9]+$/, '');
  const candidate = RESERVED.test(cleaned) ? `session-${cleaned}`.slice(0, MAX_ID_LENGTH) : cleaned;
  return trouble(candidate, MAX_ID_LENGTH) === undefined ? candidate : undefined;
}

/** Short, and harmless on a terminal. */
function quote(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return `"${short.toWellFormed().replace(/\p{Cc}/gu, '\ufffd')}"`;
}
