import { Refusal } from '../../shared/service/errors.ts';
import { carryOut } from './actions/carry-out.ts';
import { recordFact } from './actions/record-fact.ts';
import type { SandboxDocument } from './document.ts';
import type { ActionName, Fact } from './life-types.ts';
import type { LifeDeps } from './rights.ts';

/**
 * Brings a fact to a sandbox, does what its life then asks for, and brings the answers in turn. What fails is tried
 * again by the clock: the fact itself is kept by then. Does nothing where there is no such sandbox.
 */
export async function live(id: string, first: Fact, deps: LifeDeps): Promise<SandboxDocument | undefined> {
  const facts = [first];
  let latest: SandboxDocument | undefined;
  for (const fact of facts) {
    const recorded = await recordFact(id, fact, deps);
    if (!recorded) return undefined;
    latest = recorded.document;
    for (const action of recorded.actions) facts.push(...(await attempt(action, recorded.document, deps)));
  }
  return latest;
}

async function attempt(action: ActionName, document: SandboxDocument, deps: LifeDeps): Promise<Fact[]> {
  try {
    return await carryOut(action, document, deps);
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
