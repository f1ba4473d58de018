import type { SandboxDocument } from '../document.ts';
import type { Fact } from '../life-types.ts';
import type { AnyDeps } from '../rights.ts';
import { launchToken } from './token.ts';

/** Ends the instance of every attempt: also one whose launch was never answered. */
export async function endInstances(document: SandboxDocument, deps: AnyDeps): Promise<Fact[]> {
  for (let attempt = 1; attempt <= document.life.attempt; attempt += 1)
    await deps.compute.end(launchToken(document, attempt));
  return [{ type: 'gone', at: deps.clock.now() }];
}
