import { setTimeout as sleep } from 'node:timers/promises';
import { type Recipe, type RecipeFile, type RecipePage, RecipePageSchema, recipePage } from '../recipe.ts';
import { HttpStatus, isAbsent } from './http.ts';
import type { InstanceLedger } from './ledger.ts';
import type { Reporter } from './reporter.ts';

const POLL_MS = 200;
/** How long the platform may take to sign anew. */
const PATIENCE_MS = 120_000;
/** Times that new addresses are asked for in one call: they live for hours. */
const REFRESHES = 3;

/** A file of the recipe, and where its address stands. */
export interface Item extends RecipeFile {
  readonly page: number;
  readonly index: number;
}

export interface Addresses {
  readonly items: readonly Item[];
  /** Calls `use` with the current address of a file; with a new one where it no longer opens anything. */
  withAddress<R>(item: Item, use: (url: string) => Promise<R>): Promise<R>;
}

/** Reads all pages of a recipe. */
export async function openAddresses(
  recipe: Recipe,
  ledger: InstanceLedger,
  reporter: Pick<Reporter, 'want' | 'got'>,
): Promise<Addresses> {
  const pages: RecipePage[] = [];
  for (let number = 0; number < recipe.pages; number += 1) pages.push(await readPage(ledger, number));
  const renewals = new Map<number, Promise<void>>();

  const renew = async (number: number): Promise<void> => {
    const before = pages[number]?.expires;
    await reporter.want(number);
    for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
      const page = await readPage(ledger, number);
      if (page.expires !== before) {
        pages[number] = page;
        reporter.got(number);
        return;
      }
      await sleep(POLL_MS);
    }
    throw new Error(`New addresses of page ${number} did not come.`);
  };

  /** Those who find the same page expired wait for the same renewal. */
  const renewOnce = (number: number): Promise<void> => {
    const under = renewals.get(number) ?? renew(number).finally(() => renewals.delete(number));
    renewals.set(number, under);
    return under;
  };

  return {
    items: pages.flatMap(({ files }, page) => files.map((file, index) => ({ ...file, page, index }))),
    withAddress: async (item, use) => {
      for (let refreshed = 0; ; refreshed += 1) {
        const url = pages[item.page]?.files[item.index]?.url ?? item.url;
        try {
          return await use(url);
        } catch (error) {
          if (refreshed === REFRESHES || !isUnusable(error)) throw error;
          // Somebody else may have renewed it while this one was being tried.
          if (pages[item.page]?.files[item.index]?.url === url) await renewOnce(item.page);
        }
      }
    },
  };
}

/** Expired, or of a platform that has moved. */
const isUnusable = (error: unknown): boolean =>
  isAbsent(error) || (error instanceof HttpStatus && error.status === 403);

async function readPage(ledger: InstanceLedger, page: number): Promise<RecipePage> {
  const found = await ledger.read(recipePage(page), RecipePageSchema);
  if (!found) throw new Error(`Page ${page} of the recipe is missing.`);
  return found;
}
