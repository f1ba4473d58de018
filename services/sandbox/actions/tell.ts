import type { SandboxDocument } from '../document.ts';
import type { Fact, Told } from '../life-types.ts';
import type { AnyDeps } from '../rights.ts';
import { readSelection } from '../selection.ts';
import { recordFact } from './record-fact.ts';

/** More than so many are not in the event: whoever needs them reads the selection. */
const IDS_TOLD = 100;

/** Announces it and writes down that it was announced, so that neither happens without the other. */
export async function tell(what: Told, document: SandboxDocument, deps: AnyDeps): Promise<Fact[]> {
  const { id: sandboxId, callbackAddresses, life } = document;
  const about = { sandboxId, callbackAddresses };
  const expiresAt = isoTime(life.expiresAt ?? 0);
  const told: Fact = { type: 'told', at: deps.clock.now(), what };
  const change = (): Promise<unknown> => recordFact(sandboxId, told, deps);
  switch (what) {
    case 'ready': {
      const ids = await sessionIds(document, deps);
      const place = life.place !== undefined && { place: life.place };
      await deps.announce('SandboxEnvironmentReady', { ...about, ...ids, ...place, expiresAt }, change);
      break;
    }
    case 'expiring':
      await deps.announce('SandboxExpiring', { ...about, expiresAt }, change);
      break;
    case 'ended':
      await deps.announce('SandboxEnded', { ...about, reason: life.over?.reason ?? 'asked' }, change);
      break;
    case 'failed': {
      const { reason: code = 'internal-error', detail = '' } = life.over ?? {};
      await deps.announce('SandboxFailed', { ...about, code, detail }, change);
      break;
    }
  }
  // Known already; whoever asked gets to see it.
  return [told];
}

async function sessionIds(document: SandboxDocument, deps: AnyDeps): Promise<{ sessionIds?: string[] }> {
  if (document.sessions > IDS_TOLD) return {};
  const sessions = await readSelection(deps.objects['ledger/sandboxes'], document.id);
  return { sessionIds: sessions.map(({ id }) => id) };
}

const isoTime = (at: number): string => new Date(at).toISOString();
