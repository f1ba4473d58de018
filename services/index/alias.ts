import type { SearchRights } from '../../shared/ports/search.ts';
import { SESSIONS_ALIAS } from '../../shared/session/search-document.ts';
import { type IndexSizing, indexDefinition, MAPPING_VERSION } from './mapping.ts';

/** The first index of a mapping version; a rebuild counts on. */
export const firstIndex = (alias: string): string => `${alias}-v${MAPPING_VERSION}-000001`;

/**
 * Makes the index of sessions where there is none yet. Safe to call by many at once and at every start: an index
 * that is there stays as it is, of whatever version, until a rebuild swaps the alias.
 */
export async function ensureIndex(
  create: SearchRights['create'],
  sizing: IndexSizing,
  alias: string = SESSIONS_ALIAS,
): Promise<void> {
  await create.ensureIndex(alias, firstIndex(alias), indexDefinition(sizing));
}
