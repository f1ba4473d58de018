import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';

const Crc32 = Type.String({ pattern: '^[0-9a-f]{8}$' });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Size = Type.Integer({ minimum: 0, maximum: 5_497_558_138_880 });
/** Goes into record, events and index, which all have bounds of their own. */
const ShortText = Type.String({ maxLength: 200 });

/** A file as its source describes it. `sha256` is made at the source while reading; without it nobody may delete the source. */
export const ProposedFileSchema = Type.Object(
  {
    path: Type.String({ minLength: 1, maxLength: 900 }),
    size: Size,
    crc32: Crc32,
    sha256: Type.Optional(Sha256),
    /** Last change at the source, ISO 8601 in UTC. */
    modified: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z$' }),
    ),
  },
  { additionalProperties: false },
);

/** What a client puts before `complete`: the whole session, file by file. */
export const ProposalSchema = Type.Object(
  {
    format: Type.Literal(1),
    session: Type.String(),
    source: Type.String(),
    /** The file under raw/ that holds the metadata, or null where the session has none. */
    metadata: Type.Union([Type.String(), Type.Null()]),
    /** Local time of the recording without a zone, as far as the folder's name tells it. */
    recordedAt: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$' })),
    /** What the folder's name says and cannot be true, such as the 29th of February 2021. */
    quarantined: Type.Optional(
      Type.Array(
        Type.Object(
          { field: ShortText, value: ShortText, code: ShortText, reason: ShortText },
          { additionalProperties: false },
        ),
        { maxItems: 100 },
      ),
    ),
    files: Type.Array(ProposedFileSchema, { minItems: 1, maxItems: 100_000 }),
  },
  { additionalProperties: false },
);

/**
 * What is committed, last of all, as `<sessionId>/manifest.json` in the archive. It names the version of every
 * file, so that nothing written later under the same key can change the session.
 */
export const ManifestSchema = Type.Object({
  ...ProposalSchema.properties,
  committedAt: Type.String(),
  files: Type.Array(Type.Object({ ...ProposedFileSchema.properties, version: Type.String() })),
});

export type ProposedFile = Static<typeof ProposedFileSchema>;
export type Proposal = Static<typeof ProposalSchema>;
export type Manifest = Static<typeof ManifestSchema>;
export type ManifestFile = Manifest['files'][number];

/** Key in the archive of a session's raw file, and of its manifest. */
export const rawKey = (sessionId: string, path: string): string => `${sessionId}/raw/${path}`;
export const manifestKey = (sessionId: string): string => `${sessionId}/manifest.json`;

/** The manifest's bytes: one form only, so that its hash means something. Files in the order of their paths. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const files = manifest.files.toSorted((a, b) => compareUtf8(a.path, b.path));
  return Buffer.from(`${JSON.stringify({ ...manifest, files }, null, 1)}\n`);
}

/** SHA-256 of the manifest as stored, hexadecimal: what receipts and results refer to. */
export const manifestDigest = (encoded: Uint8Array): string =>
  createHash('sha256').update(encoded).digest('hex');

export const totalBytes = (files: readonly { size: number }[]): number =>
  files.reduce((sum, file) => sum + file.size, 0);

/**
 * Whether a proposal describes the session that is committed already: the same files with the same bytes.
 * Times and the presence of a SHA-256 on one side only make no difference.
 */
export function describesSameSession(proposal: Proposal, manifest: Manifest): boolean {
  if (proposal.source !== manifest.source || proposal.files.length !== manifest.files.length) return false;
  const committed = new Map(manifest.files.map((file) => [file.path, file]));
  return proposal.files.every((file) => {
    const other = committed.get(file.path);
    if (!other || other.size !== file.size || other.crc32 !== file.crc32) return false;
    return !file.sha256 || !other.sha256 || file.sha256 === other.sha256;
  });
}

/**
 * The first pair of paths that some file system would take for one (letter case, Unicode form), or that needs one
 * name as file and as folder. Such a session could not be laid out on a disk again.
 */
export function clashingPaths(paths: readonly string[]): readonly [string, string] | undefined {
  const files = new Map<string, string>();
  for (const path of paths) {
    const folded = foldPath(path);
    const other = files.get(folded);
    if (other !== undefined) return [other, path];
    files.set(folded, path);
  }
  for (const path of paths) {
    const folded = foldPath(path);
    for (let slash = folded.indexOf('/'); slash > 0; slash = folded.indexOf('/', slash + 1)) {
      const file = files.get(folded.slice(0, slash));
      if (file !== undefined) return [file, path];
    }
  }
  return undefined;
}

const foldPath = (path: string): string => path.normalize('NFC').toLowerCase();

/** Order by UTF-8 bytes, the order in which stores list keys. */
export const compareUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
