import Type, { type Static } from 'typebox';
import type { ObjectRights } from '../../shared/ports/objects.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault } from '../../shared/service/errors.ts';
import { filesKey, sessionsKey } from './document.ts';

/** One session as it was when the sandbox was asked for: whatever becomes of it later changes nothing here. */
export const SelectedSchema = Type.Object({
  id: Type.String(),
  source: Type.String(),
  /** Of its record. */
  revision: Type.Integer(),
  manifestSha256: Type.String(),
  /** The results that it had. */
  results: Type.Array(Type.Object({ processor: Type.String(), digest: Type.String() })),
});
export type Selected = Static<typeof SelectedSchema>;

/** `<id>/sessions.json`, written once. */
export const SelectionSchema = Type.Object({ sessions: Type.Array(SelectedSchema) });

/** One file as it will be on the instance, and where its bytes are. */
export const SelectedFileSchema = Type.Object({
  /** On the instance: `sessions/<id>/raw/…` or `sessions/<id>/processed/…`. */
  path: Type.String(),
  store: Type.Enum(['archive', 'results']),
  key: Type.String(),
  version: Type.String(),
  size: Type.Integer(),
  /** One of both is there; SHA-256 wherever somebody made it. */
  sha256: Type.Optional(Type.String()),
  crc32: Type.Optional(Type.String()),
});
export type SelectedFile = Static<typeof SelectedFileSchema>;

/** `<id>/files/<page>.json`, written once. */
export const FilesPageSchema = Type.Object({ files: Type.Array(SelectedFileSchema) });

export const FILES_A_PAGE = 500;
export const MAX_FILES = 200_000;

export async function readSelection(sandboxes: ObjectRights['read'], id: string): Promise<Selected[]> {
  const document = await readJson(sandboxes, sessionsKey(id), SelectionSchema);
  if (!document) throw new Fault('internal-error', `The sessions of the sandbox ${id} are missing.`);
  return document.value.sessions;
}

export async function readFilesPage(
  sandboxes: ObjectRights['read'],
  id: string,
  page: number,
): Promise<SelectedFile[]> {
  const document = await readJson(sandboxes, filesKey(id, page), FilesPageSchema);
  if (!document) throw new Fault('internal-error', `Page ${page} of the files of ${id} is missing.`);
  return document.value.files;
}
