import type { SandboxDocument } from '../document.ts';
import type { ActionName, Fact } from '../life-types.ts';
import type { LifeDeps } from '../rights.ts';
import { endInstances } from './end-instances.ts';
import { launch } from './launch.ts';
import { look } from './look.ts';
import { quote } from './quote.ts';
import { restore } from './restore.ts';
import { tell } from './tell.ts';

/** Does one action and gives the facts that it brings. Every action can be repeated. */
export async function carryOut(
  action: ActionName,
  document: SandboxDocument,
  deps: LifeDeps,
): Promise<Fact[]> {
  switch (action) {
    case 'quote':
      return await quote(document, deps);
    case 'restore':
      return await restore(document, deps);
    case 'launch':
      return await launch(document, deps);
    case 'look':
      return await look(document, deps);
    case 'end-instance':
      return await endInstances(document, deps);
    case 'tell-ready':
      return await tell('ready', document, deps);
    case 'tell-expiring':
      return await tell('expiring', document, deps);
    case 'tell-ended':
      return await tell('ended', document, deps);
    case 'tell-failed':
      return await tell('failed', document, deps);
  }
}
