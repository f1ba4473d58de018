import { isComputeError } from '../../../shared/ports/compute.ts';
import { Refusal } from '../../../shared/service/errors.ts';
import type { SandboxDocument } from '../document.ts';
import type { Fact } from '../life-types.ts';
import type { LifeDeps } from '../rights.ts';
import { launchToken } from './token.ts';
import { writeRecipe } from './write-recipe.ts';

/** Launches the instance of this attempt, then gives it its recipe: its folder has the name of the instance. */
export async function launch(document: SandboxDocument, deps: LifeDeps): Promise<Fact[]> {
  const { attempt, quote } = document.life;
  const at = deps.clock.now();
  try {
    const token = launchToken(document, attempt);
    const instance = await deps.compute.launch({ token, bytes: quote?.bytes ?? 0 });
    if (instance.state === 'ended') return [{ type: 'lost', at, attempt }];
    await writeRecipe(document, instance.id, deps);
    return [{ type: 'launched', at, attempt, instance: instance.id }];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isComputeError(error, 'NoCapacity'))
      return [{ type: 'no-capacity', at, attempt, detail: error.message }];
    if (isComputeError(error, 'TooLarge'))
      throw new Refusal('disk-full', error.message, {}, { cause: error });
    throw error;
  }
}
