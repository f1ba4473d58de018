import Type, { type Static } from 'typebox';
import { compareUtf8 } from './manifest.ts';

/** Who began to upload a session: `<id>/claim.json` in the area `ledger/uploads`, written once. */
export const ClaimSchema = Type.Object({
  session: Type.String(),
  source: Type.String(),
  key: Type.String(),
  begun: Type.String(),
});
export type Claim = Static<typeof ClaimSchema>;

/** What became of a proposed manifest: `<id>/outcome/<proposal>.json`. */
export const OutcomeSchema = Type.Object({
  session: Type.String(),
  proposal: Type.String(),
  state: Type.Union([Type.Literal('committed'), Type.Literal('refused')]),
  at: Type.String(),
  problems: Type.Array(
    Type.Object({ code: Type.String(), detail: Type.String(), field: Type.Optional(Type.String()) }),
  ),
});
export type Outcome = Static<typeof OutcomeSchema>;

/** Keys in the area `ledger/uploads`. A proposal is named by its bytes, so that one put twice is the same. */
export const claimKey = (id: string): string => `${id}/claim.json`;
export const proposalId = (crc32: string, size: number): string => `${crc32}-${size}`;
export const proposalKey = (id: string, proposal: string): string => `${id}/proposed/${proposal}.json`;
export const outcomeKey = (id: string, proposal: string): string => `${id}/outcome/${proposal}.json`;

/** Names of the files that hold a session's metadata, the first that is there counts. */
export const METADATA_FILES = [
  'metadata.json',
  'metadata.yaml',
  'metadata.yml',
  'metadata.ini',
  'metadata.txt',
] as const;

/** The metadata file among a session's paths: at the top of the folder, in the order of METADATA_FILES. */
export function metadataFileOf(paths: readonly string[]): string | null {
  const byName = new Map(paths.toSorted(compareUtf8).map((path) => [path.toLowerCase(), path]));
  for (const name of METADATA_FILES) {
    const path = byName.get(name);
    if (path !== undefined) return path;
  }
  return null;
}
