import Type, { type Static } from 'typebox';
import { SelectedSchema } from './selection.ts';

/**
 * What an instance is to hold: `<instanceId>/recipe.json` in the area `ledger/instances`, written when all its pages
 * are. Neither session policies nor tags carry thousands of sessions, so the instance reads them here.
 */
export const RecipeSchema = Type.Object({
  format: Type.Literal(1),
  sandbox: Type.String(),
  /** The launch that this instance comes from. */
  attempt: Type.Integer({ minimum: 1 }),
  name: Type.Optional(Type.String()),
  query: Type.Optional(Type.String()),
  requestedAt: Type.String(),
  sessions: Type.Array(SelectedSchema),
  files: Type.Integer(),
  bytes: Type.Integer(),
  pages: Type.Integer(),
});
export type Recipe = Static<typeof RecipeSchema>;

export const RecipeFileSchema = Type.Object({
  path: Type.String(),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  crc32: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8}$' })),
  /** A signed read address of these very bytes. */
  url: Type.String(),
});
export type RecipeFile = Static<typeof RecipeFileSchema>;

/** `<instanceId>/recipe/<page>.json`; written again when the instance reports that its addresses have expired. */
export const RecipePageSchema = Type.Object({
  /** When its first address expires, milliseconds since the epoch. */
  expires: Type.Integer(),
  files: Type.Array(RecipeFileSchema),
});
export type RecipePage = Static<typeof RecipePageSchema>;

/** Keys in the instance's own folder. */
export const RECIPE = 'recipe.json';
export const recipePage = (page: number): string => `recipe/${page}.json`;
