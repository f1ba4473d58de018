import { changeSandbox, type SandboxDocument } from '../document.ts';
import { next } from '../life.ts';
import type { ActionName, Fact } from '../life-types.ts';
import type { AnyDeps } from '../rights.ts';

/** Writes down what a fact makes of a sandbox, and gives the actions that this asks for of whoever `may` do them. */
export async function recordFact(
  id: string,
  fact: Fact,
  deps: Pick<AnyDeps, 'objects'>,
  may?: (action: ActionName) => boolean,
): Promise<{ document: SandboxDocument; actions: readonly ActionName[] } | undefined> {
  return await changeSandbox(deps.objects['ledger/sandboxes'], id, (document) => {
    const { life, actions } = next(document.life, fact, may);
    return { document: life === document.life ? document : { ...document, life }, actions };
  });
}
