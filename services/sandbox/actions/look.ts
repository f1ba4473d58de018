import type { SandboxDocument } from '../document.ts';
import type { Fact } from '../life-types.ts';
import type { LifeDeps } from '../rights.ts';
import { launchToken } from './token.ts';

/** Whether the instance that was not heard of is still there. */
export async function look(document: SandboxDocument, deps: LifeDeps): Promise<Fact[]> {
  const { attempt } = document.life;
  const instance = await deps.compute.find(launchToken(document, attempt));
  return instance?.state === 'running' ? [] : [{ type: 'lost', at: deps.clock.now(), attempt }];
}
