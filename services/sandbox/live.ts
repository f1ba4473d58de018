import { Refusal } from '../../shared/service/errors.ts';
import type { Actions } from './actions/carry-out.ts';
import { recordFact } from './actions/record-fact.ts';
import type { SandboxDocument } from './document.ts';
import type { ActionName, Fact } from './life-types.ts';
import type { AnyDeps } from './rights.ts';

/**
 * Brings a fact to a sandbox, does what its life then asks for, and brings the answers in turn. What fails, and what is
 * not among `actions`, is done by the clock: the fact itself is kept by then. Does nothing where there is no such
 * sandbox.
 */
export async function live<D extends AnyDeps>(
  id: string,
  first: Fact,
  actions: Actions<D>,
  deps: D,
): Promise<SandboxDocument | undefined> {
  const facts = [first];
  let latest: SandboxDocument | undefined;
  for (const fact of facts) {
    const recorded = await recordFact(id, fact, deps, (action) => action in actions);
    if (!recorded) return undefined;
    latest = recorded.document;
    for (const action of recorded.actions)
      facts.push(...(await attempt(action, recorded.document, actions, deps)));
  }
  return latest;
}

async function attempt<D extends AnyDeps>(
  action: ActionName,
  document: SandboxDocument,
  actions: Actions<D>,
  deps: D,
): Promise<Fact[]> {
  try {
    return (await actions[action]?.(document, deps)) ?? [];
  } catch (error) {
    const at = deps.clock.now();
    const about = { sandbox: document.id, action };
    if (error instanceof Refusal) {
      deps.log.warn('A sandbox cannot be made.', { ...about, code: error.code, detail: error.message });
      return [{ type: 'refused', at, code: error.code, detail: error.message }];
    }
    deps.log.error('An action failed; the clock asks for it again.', error, about);
    return [{ type: 'faltered', at, action }];
  }
}
