import { access, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mapLimit } from '../../../shared/service/parallel.ts';
import { RECIPE, type Recipe, RecipeSchema } from '../recipe.ts';
import { type Item, openAddresses } from './addresses.ts';
import { copyFiles } from './copy-files.ts';
import { asFailure, SandboxFailure } from './failure.ts';
import { openHashes } from './hashes.ts';
import type { Connections } from './http.ts';
import { openJournal } from './journal.ts';
import { placeOf, type StorageLayout, storageLayout } from './layout.ts';
import type { InstanceLedger } from './ledger.ts';
import { writePages } from './pages.ts';
import type { Reporter } from './reporter.ts';

/** Threads that hash: with more, copying itself would have none. */
const HASH_THREADS = 2;
const RECIPE_POLL_MS = 100;

export interface Machine {
  readonly storage: string;
  readonly place: string;
  readonly ledger: InstanceLedger;
  readonly reporter: Reporter;
  readonly connections: Connections;
}

/**
 * Fills the storage by the recipe and reports what came of it: ready, or why it can never be. Everything else is
 * thrown; started again, it goes on where it was.
 */
export async function fillSandbox(machine: Machine): Promise<void> {
  const { reporter, place } = machine;
  const layout = storageLayout(machine.storage);
  await mkdir(dirname(layout.ready), { recursive: true });
  try {
    // Somebody may have been working here since: nothing is copied over it.
    if (!(await isThere(layout.ready))) await fill(layout, machine);
    await reporter.enter('ready', { place });
  } catch (thrown) {
    const error = asFailure(thrown);
    if (!(error instanceof SandboxFailure)) throw error;
    await reporter.enter('failed', { failure: { code: error.code, detail: error.message } });
  }
}

async function fill(layout: StorageLayout, machine: Machine): Promise<void> {
  const { ledger, reporter, connections } = machine;
  const recipe = await untilRecipe(ledger);
  const addresses = await openAddresses(recipe, ledger, reporter);
  const hashes = openHashes(HASH_THREADS);
  try {
    await reporter.enter('copying');
    const journal = await openJournal(layout.journal);
    const onBytes = (bytes: number): void => reporter.advance({ bytes });
    await copyFiles(addresses.items, { layout, addresses, connections, hashes, journal, reporter, onBytes });
    await reporter.enter('verifying');
    await checkPresence(recipe, addresses.items, layout);
    await writePages(recipe, addresses.items, layout);
    await writeFile(layout.ready, '');
    await rm(layout.partial, { recursive: true, force: true });
  } finally {
    await hashes.close();
  }
}

/** Every file that was asked for stands at its place, in its size. */
async function checkPresence(recipe: Recipe, items: readonly Item[], layout: StorageLayout): Promise<void> {
  if (items.length !== recipe.files)
    throw new SandboxFailure('internal-error', `The recipe lists ${items.length} of ${recipe.files} files.`);
  await mapLimit(items, 16, async ({ path, size }) => {
    const found = await lstat(placeOf(layout, path));
    if (!found.isFile() || found.size !== size) throw new Error(`${path} changed while others were copied.`);
  });
}

/** The launcher writes the recipe when it knows the instance, which may be there first. */
async function untilRecipe(ledger: InstanceLedger): Promise<Recipe> {
  for (;;) {
    const recipe = await ledger.read(RECIPE, RecipeSchema);
    if (recipe) return recipe;
    await sleep(RECIPE_POLL_MS);
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
