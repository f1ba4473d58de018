import type { Recipe, RecipePage } from '../../services/sandbox/recipe.ts';
import type { Report } from '../../services/sandbox/report.ts';
import { eventually } from '../flows/world.ts';
import type { Ledger } from './ledger.ts';

/** Does in the ledger what the program on an instance does there: reads its recipe, says how it goes. */
export interface InstanceSide {
  readonly recipe: Recipe;
  page(number: number): Promise<RecipePage>;
  report(report: Partial<Report> & Pick<Report, 'phase'>): Promise<void>;
}

/**
 * The instance of a sandbox, found by its recipe as soon as that is there. The emulator has no metadata service and so
 * no instance with a role: the root acts for it, in the instance's own folder.
 */
export async function instanceOf(sandbox: string, attempt: number, ledger: Ledger): Promise<InstanceSide> {
  const { folder, recipe } = await eventually(async () => {
    for (const key of await ledger.keys('instances/')) {
      if (!key.endsWith('/recipe.json')) continue;
      const text = (await ledger.read(key)) ?? '';
      if (!text.includes(sandbox)) continue;
      const found = JSON.parse(text) as Recipe;
      if (found.attempt === attempt) return { folder: key.slice(0, -'/recipe.json'.length), recipe: found };
    }
    return undefined;
  }, `launch ${attempt} of ${sandbox} has its recipe`);
  const progress = { files: recipe.files, bytes: recipe.bytes, withoutSha256: 0 };
  return {
    recipe,
    page: async (number) =>
      JSON.parse((await ledger.read(`${folder}/recipe/${number}.json`)) ?? '{}') as RecipePage,
    report: (report) =>
      ledger.write(`${folder}/report.json`, JSON.stringify({ format: 1, progress, ...report })),
  };
}
