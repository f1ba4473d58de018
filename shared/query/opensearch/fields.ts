import { normalizeKey } from '../../session/metadata/key.ts';
import { STAGES } from '../../session/record.ts';

/** How a field of the index is searched. */
export type FieldKind =
  /** `exact` for the whole value in any letter case, `text` for its words where it has some. */
  | { readonly type: 'text'; readonly exact: string; readonly text?: string }
  | { readonly type: 'date'; readonly path: string }
  /** `unit` is what a bare number counts; without it the field takes bare numbers only. */
  | { readonly type: 'number'; readonly path: string; readonly unit?: 'B' | 's' };

export interface CoreField {
  readonly kind: FieldKind;
  /** Field whose presence `key: *` asks for. */
  readonly path: string;
  readonly attributes: AlsoAttributes;
}

/**
 * Which attributes of the metadata a typed key asks for as well: those whose key ends so, as with any other key;
 * those called exactly so (`id`, but not `subject.id`); or none, where only the platform can know.
 */
export type AlsoAttributes = 'ending-so' | 'called-so' | 'none';

const DESCRIBED = ['subject', 'experimenter', 'device', 'rig', 'task'] as const;

const described = (path: string): CoreField => ({
  kind: { type: 'text', exact: `${path}.folded`, text: `${path}.text` },
  path,
  attributes: 'ending-so',
});
const name = (path: string, exact: string, attributes: AlsoAttributes): CoreField => ({
  kind: { type: 'text', exact },
  path,
  attributes,
});
const date = (path: string, attributes: AlsoAttributes): CoreField => ({
  kind: { type: 'date', path },
  path,
  attributes,
});
const number = (path: string, attributes: AlsoAttributes, unit?: 'B' | 's'): CoreField => ({
  kind: { type: 'number', path, ...(unit && { unit }) },
  path,
  attributes,
});
const stage = (path: string): CoreField => date(`stages.${path}`, 'none');

/** Typed fields of every session by the keys that people write for them; docs/queries.md lists the keys. */
const CORE: Readonly<Record<string, CoreField>> = {
  id: name('id', 'id.folded', 'called-so'),
  source: name('source', 'source.folded', 'called-so'),
  format: name('format', 'format', 'called-so'),
  quarantined: name('quarantined.field', 'quarantined.field', 'none'),
  'quarantined.field': name('quarantined.field', 'quarantined.field', 'none'),
  'quarantined.code': name('quarantined.code', 'quarantined.code', 'none'),
  ...Object.fromEntries(DESCRIBED.map((path) => [path, described(path)])),
  recorded_at: date('recorded_at', 'ending-so'),
  duration: number('duration_seconds', 'ending-so', 's'),
  duration_seconds: number('duration_seconds', 'ending-so', 's'),
  bytes: number('bytes', 'none', 'B'),
  files: number('files', 'none'),
  revision: number('revision', 'none'),
  ...Object.fromEntries(
    STAGES.flatMap((path) => [`stage.${path}`, `stages.${path}`].map((key) => [key, stage(path)])),
  ),
};

const BY_NORMALIZED_KEY = new Map(Object.entries(CORE).map(([key, field]) => [normalizeKey(key), field]));

/** Keys of the typed fields, as they are proposed to people. */
export const CORE_KEYS: readonly string[] = Object.keys(CORE);

export const coreFieldOf = (key: string): CoreField | undefined => BY_NORMALIZED_KEY.get(normalizeKey(key));
