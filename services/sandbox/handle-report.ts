import { isObjectError } from '../../shared/ports/objects.ts';
import { check } from '../../shared/schema/validate.ts';
import { collect, readJson } from '../../shared/service/documents.ts';
import { Refusal } from '../../shared/service/errors.ts';
import { reportActions } from './actions/carry-out.ts';
import { writeRecipePage } from './actions/write-recipe.ts';
import { aliveKey, readSandbox } from './document.ts';
import { isOver } from './life.ts';
import { live } from './live.ts';
import { RECIPE, RecipeSchema } from './recipe.ts';
import { REPORT_SUFFIX, type Report, ReportSchema } from './report.ts';
import type { ReportDeps } from './rights.ts';

/**
 * Hears what an instance says of itself. Which sandbox it belongs to says the recipe, which is ours; that it is the
 * instance of this sandbox says the sandbox. What an instance writes is believed of itself only.
 */
export async function handleReport(key: string, deps: ReportDeps): Promise<void> {
  const instance = key.slice(0, -REPORT_SUFFIX.length);
  const report = await readReport(key, deps);
  const recipe = await readJson(deps.objects['ledger/instances'], `${instance}/${RECIPE}`, RecipeSchema);
  if (!report || !recipe) return;
  const { sandbox, attempt, pages } = recipe.value;
  await lookAfter(sandbox, deps);
  const fact = { type: 'reported', at: deps.clock.now(), attempt, instance, report } as const;
  const document = await live(sandbox, fact, reportActions, deps);
  if (document?.life.instance !== instance) return;
  for (const page of report.wants ?? [])
    if (page < pages) await writeRecipePage(sandbox, instance, page, deps);
}

/** Of a sandbox that is over the clock knows nothing any more; what a report may begin there, it has to end. */
async function lookAfter(sandbox: string, deps: ReportDeps): Promise<void> {
  const sandboxes = deps.objects['ledger/sandboxes'];
  const document = await readSandbox(sandboxes, sandbox);
  if (document && isOver(document.life)) await sandboxes.put(aliveKey(sandbox), new Uint8Array());
}

/** Throws the refusal event-invalid for what is no report. */
async function readReport(key: string, deps: ReportDeps): Promise<Report | undefined> {
  try {
    const text = Buffer.from(await collect(await deps.objects['ledger/instances'].get(key))).toString('utf8');
    const checked = check(ReportSchema, JSON.parse(text));
    if (checked.ok) return checked.value;
    const [problem] = checked.problems;
    throw new Refusal('event-invalid', `${key}: ${problem?.field} ${problem?.reason}`);
  } catch (error) {
    if (isObjectError(error, 'NotFound')) return undefined;
    if (error instanceof SyntaxError)
      throw new Refusal('event-invalid', `${key} is no JSON.`, {}, { cause: error });
    throw error;
  }
}
