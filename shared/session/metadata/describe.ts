import { type CoreFields, coreFields } from './core.ts';
import type { MetadataDocument } from './document.ts';
import { flattenMetadata } from './flatten.ts';
import type { Attribute, MetadataMap, MetadataNoteCode } from './types.ts';

/** A field in trouble, whoever found it. */
export interface FieldTrouble {
  readonly field: string;
  readonly value: string;
  readonly code: string;
  readonly reason: string;
}

/** Everything that can be said of a session from its metadata alone. */
export interface Description {
  readonly format: MetadataDocument['format'];
  readonly attributes: readonly Attribute[];
  readonly core: CoreFields;
  /** Beside those of the core: fields that cannot be used as what they seem to be, and metadata that cannot be read. */
  readonly quarantined: readonly FieldTrouble[];
}

/** Notes that mean a loss; the others only say how the file was read. */
const LOSSES: ReadonlySet<string> = new Set<MetadataNoteCode>([
  'metadata-too-large',
  'metadata-not-unicode',
  'metadata-unreadable',
  'metadata-not-a-map',
  'metadata-too-deep',
  'metadata-too-many-leaves',
]);

/** Flattens metadata and takes the core from them. Deterministic: search and `show` say the same. */
export function describeMetadata(document: MetadataDocument): Description {
  const { attributes, quarantined } = flattenMetadata(document.value as MetadataMap);
  const losses = document.notes
    .filter(({ code }) => LOSSES.has(code))
    .map(({ code, path, message }) => ({ field: path ?? 'metadata', value: '', code, reason: message }));
  return {
    format: document.format,
    attributes,
    core: coreFields(attributes),
    quarantined: [...losses, ...quarantined],
  };
}

/** Troubles of one session from all who found any, each field and code once. */
export function mergeTroubles(...lists: readonly (readonly FieldTrouble[])[]): FieldTrouble[] {
  const merged = new Map<string, FieldTrouble>();
  for (const trouble of lists.flat()) {
    const { field, code } = trouble;
    const name = JSON.stringify([field, code]);
    if (!merged.has(name)) merged.set(name, trouble);
  }
  return [...merged.values()];
}
