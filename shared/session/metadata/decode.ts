import type { Notes } from './notes.ts';

const REPLACEMENT = '\ufffd';

/**
 * Text of a metadata file. A byte-order mark decides (UTF-8, UTF-16 either way); without one it is UTF-8. Bytes
 * that are no UTF-8 are noted and read as windows-1252, in which laboratory software writes "µV" and "°C", unless
 * the rest shows that the file is damaged UTF-8: then what cannot be read becomes U+FFFD.
 */
export function decodeText(bytes: Uint8Array, notes: Notes): string {
  const encoding = encodingOf(bytes);
  const text = decode(bytes, encoding);
  if (!text.includes(REPLACEMENT) || isValid(bytes, encoding)) return text;
  const readAs = encoding === 'utf-8' && looksLikeWindows1252(bytes, text) ? 'windows-1252' : encoding;
  const done = readAs === encoding ? 'what cannot be read was replaced' : `read as ${readAs}`;
  notes.add('metadata-not-unicode', `The file is not valid ${encoding.toUpperCase()}; ${done}.`);
  return readAs === encoding ? text : decode(bytes, readAs);
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** The decoder takes the byte-order mark away. */
const decode = (bytes: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(bytes);

/** A file may hold U+FFFD of its own. */
function isValid(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** No control bytes as binary files have, and nothing beyond ASCII that was valid UTF-8 all the same. */
function looksLikeWindows1252(bytes: Uint8Array, asUtf8: string): boolean {
  const isText = bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  for (const char of asUtf8) if (char > '\x7f' && char !== REPLACEMENT) return false;
  return isText;
}
