import type { EventData } from '../../shared/events/catalog.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { everyAction } from './actions/carry-out.ts';
import { live } from './live.ts';
import type { LifeDeps } from './rights.ts';

export async function handleSandboxAsked(event: Envelope, deps: LifeDeps): Promise<void> {
  const { sandboxId } = event.data as EventData<'SandboxRequested' | 'SandboxEndRequested'>;
  const type = event.type === 'SandboxRequested' ? 'requested' : 'end-asked';
  await live(sandboxId, { type, at: deps.clock.now() }, everyAction, deps);
}
