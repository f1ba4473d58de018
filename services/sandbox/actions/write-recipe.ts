import { mapLimit } from '../../../shared/service/parallel.ts';
import type { SandboxDocument } from '../document.ts';
import { RECIPE, type Recipe, type RecipeFile, type RecipePage, recipePage } from '../recipe.ts';
import type { AnyDeps } from '../rights.ts';
import { readFilesPage, readSelection, type SelectedFile } from '../selection.ts';

/** Long enough for most copies; what takes longer asks for new addresses. */
const ADDRESS_SECONDS = 6 * 3600;

/** Writes the recipe of a sandbox into the folder of its instance: pages first, so that the head means "complete". */
export async function writeRecipe(document: SandboxDocument, instance: string, deps: AnyDeps): Promise<void> {
  const { id, name, query, life } = document;
  const { files = 0, bytes = 0, pages = 0 } = life.quote ?? {};
  for (let page = 0; page < pages; page += 1) await writeRecipePage(id, instance, page, deps);
  const recipe: Recipe = {
    format: 1,
    sandbox: id,
    attempt: life.attempt,
    ...(name !== undefined && { name }),
    ...(query !== undefined && { query }),
    requestedAt: new Date(life.requestedAt).toISOString(),
    sessions: await readSelection(deps.objects['ledger/sandboxes'], id),
    files,
    bytes,
    pages,
  };
  await deps.objects['ledger/instances'].put(`${instance}/${RECIPE}`, Buffer.from(JSON.stringify(recipe)));
}

/** One page with fresh addresses. */
export async function writeRecipePage(
  id: string,
  instance: string,
  page: number,
  deps: AnyDeps,
): Promise<void> {
  const files = await readFilesPage(deps.objects['ledger/sandboxes'], id, page);
  const expires = deps.clock.now() + ADDRESS_SECONDS * 1000;
  const body: RecipePage = { expires, files: await mapLimit(files, 16, (file) => addressed(file, deps)) };
  await deps.objects['ledger/instances'].put(
    `${instance}/${recipePage(page)}`,
    Buffer.from(JSON.stringify(body)),
  );
}

async function addressed(file: SelectedFile, deps: AnyDeps): Promise<RecipeFile> {
  const { store, key, version, path, size, sha256, crc32 } = file;
  const { url } = await deps.objects[store].signGet(key, { version, expiresIn: ADDRESS_SECONDS });
  return { path, size, ...(sha256 && { sha256 }), ...(crc32 && { crc32 }), url };
}
