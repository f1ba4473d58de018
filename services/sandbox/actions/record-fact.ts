import { changeSandbox, type SandboxDocument } from '../document.ts';
import { next } from '../life.ts';
import type { ActionName, Fact } from '../life-types.ts';
import type { LifeDeps } from '../rights.ts';

/** Writes down what a fact makes of a sandbox, and gives the actions that this asks for. */
export async function recordFact(
  id: string,
  fact: Fact,
  deps: LifeDeps,
): Promise<{ document: SandboxDocument; actions: readonly ActionName[] } | undefined> {
  return await changeSandbox(deps.objects['ledger/sandboxes'], id, (document) => {
    const { life, actions } = next(document.life, fact);
    return { document: life === document.life ? document : { ...document, life }, actions };
  });
}
