import { decodeText } from './decode.ts';
import { readJson } from './json.ts';
import { CONTENT_KEY, readLines } from './lines.ts';
import { type Notes, openNotes } from './notes.ts';
import { toMetadata } from './tree.ts';
import type { MetadataFormat, MetadataMap, MetadataValue, ParsedMetadata } from './types.ts';
import { readYaml } from './yaml.ts';

export const MAX_METADATA_BYTES = 5 * 1024 * 1024;

interface Read {
  readonly format: MetadataFormat;
  readonly value: unknown;
}

const NOTHING: Read = { format: 'none', value: {} };

/**
 * Reads a metadata file: JSON, YAML or INI by the ending of its name, anything else by its looks. Never throws;
 * what could not be read, or not as written, is said in `notes`, and a file that cannot be read at all has the
 * format `none` and no values. Metadata that is no map (a list, a single value) is kept under the key `content`.
 */
export function parseMetadata(bytes: Uint8Array, fileName: string): ParsedMetadata {
  const notes = openNotes();
  const { format, value } = read(bytes, fileName, notes);
  return { format, value: toMap(toMetadata(value, notes), notes), notes: notes.list() };
}

function read(bytes: Uint8Array, fileName: string, notes: Notes): Read {
  if (bytes.byteLength > MAX_METADATA_BYTES) {
    notes.add(
      'metadata-too-large',
      'The metadata file is above 5 MiB; it is stored, its values are not searchable.',
    );
    return NOTHING;
  }
  const text = decodeText(bytes, notes);
  if (text.trim() === '') {
    notes.add('metadata-empty', 'The metadata file is empty.');
    return NOTHING;
  }
  const ending = /\.(json|ya?ml|ini)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (ending === 'json') return readAsJson(text, notes);
  if (ending === 'ini') return { format: 'ini', value: readLines(text, notes).value };
  if (ending) return readAsYaml(text, notes);
  return readByLooks(text, notes);
}

function readAsJson(text: string, notes: Notes): Read {
  const json = readJson(text, notes);
  if (json.ok) return { format: 'json', value: json.value };
  if (/^\s*[[{"]/.test(text)) return unreadable(`not JSON: ${json.message}`, notes);
  const other = readByLooks(text, notes);
  notes.add(
    'metadata-other-format',
    `The file is no JSON (${json.message}); it was read as ${other.format}.`,
  );
  return other;
}

function readAsYaml(text: string, notes: Notes): Read {
  const yaml = readYaml(text, notes);
  if (yaml.ok) return { format: 'yaml', value: yaml.value };
  const lines = readLines(text, openNotes());
  if (lines.keys === 0 || /^\s*[[{]/.test(text)) return unreadable(`not YAML: ${yaml.message}`, notes);
  notes.add(
    'metadata-other-format',
    `The file cannot be read as YAML (${yaml.message}); it was read line by line.`,
  );
  return { format: 'text', value: lines.value };
}

const YAML_STRUCTURE = /^(?:---|%YAML|- |[ ]+[^\s#:][^:\r\n]*:(?:\s|$)|[ ]+- )/m;

/** YAML is tried only where lists or indented keys show it: plain `key: value` lines may break its rules. */
function readByLooks(text: string, notes: Notes): Read {
  if (/^\s*[[{]/.test(text)) {
    const json = readJson(text, notes);
    if (json.ok) return { format: 'json', value: json.value };
    if (/^\s*\{/.test(text)) return unreadable(`not JSON: ${json.message}`, notes);
  }
  if (YAML_STRUCTURE.test(text)) {
    const yaml = readYaml(text, notes);
    if (yaml.ok && typeof yaml.value === 'object') return { format: 'yaml', value: yaml.value };
  }
  const { value, hasSections } = readLines(text, notes);
  return { format: hasSections ? 'ini' : 'text', value };
}

function unreadable(why: string, notes: Notes): Read {
  notes.add('metadata-unreadable', `The metadata cannot be read (${why}); the file is stored as it is.`);
  return NOTHING;
}

function toMap(value: MetadataValue, notes: Notes): MetadataMap {
  if (isMap(value)) return value;
  notes.add(
    'metadata-not-a-map',
    `The metadata is no map of keys and values; what it holds is kept as "${CONTENT_KEY}".`,
  );
  return value === null ? {} : { [CONTENT_KEY]: value };
}

const isMap = (value: MetadataValue): value is MetadataMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
