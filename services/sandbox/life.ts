import type { ActionName, Fact, Life, Phase } from './life-types.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A request that is not ready by then has failed: bulk restores take up to 48 hours. */
export const READY_WITHIN_MS = 72 * HOUR;
/** Silence after which the platform looks whether the instance is still there. */
export const SILENT_MS = 2 * MINUTE;
/** Silence after which an instance that is not ready counts as stuck. */
export const STUCK_MS = 15 * MINUTE;
/** Launches of one sandbox, each after the one before was lost or refused. */
export const MAX_ATTEMPTS = 5;

/** An action that was asked for and not answered is asked for again after so long. */
const REPEAT_MS: Readonly<Record<ActionName, number>> = {
  quote: 10 * MINUTE,
  restore: 10 * MINUTE,
  launch: 5 * MINUTE,
  look: MINUTE,
  'end-instance': 5 * MINUTE,
  'tell-ready': 5 * MINUTE,
  'tell-expiring': 5 * MINUTE,
  'tell-ended': 5 * MINUTE,
  'tell-failed': 5 * MINUTE,
};

export const beginLife = (at: number, hours: number): Life => ({
  phase: 'requested',
  hours,
  requestedAt: at,
  asked: {},
  attempt: 0,
  gone: true,
  told: [],
});

/** How long before its end people are warned: a quarter of an hour, less of a short life. */
export const warningMs = (hours: number): number => Math.min(15 * MINUTE, (hours * HOUR) / 4);

export const isOver = ({ phase }: Life): boolean => phase === 'ended' || phase === 'failed';

/** Whether nothing is left to be done, ever. */
export const isSettled = (life: Life): boolean => isOver(life) && needs(life).length === 0;

/**
 * The life of a sandbox: what a fact makes of its state, and which actions it asks for. Every fact has an answer in
 * every state, the same fact again changes nothing more, and what is over stays over. Actions may be asked for again
 * when no answer came; each can be repeated. Of whoever may not do an action it is not asked: the clock asks for it.
 */
export function next(
  life: Life,
  fact: Fact,
  may: (action: ActionName) => boolean = () => true,
): { readonly life: Life; readonly actions: readonly ActionName[] } {
  const after = isOver(life) ? afterwards(life, fact) : step(life, fact);
  return ask(after, fact, may);
}

function step(life: Life, fact: Fact): Life {
  switch (fact.type) {
    case 'requested':
      return life;
    case 'end-asked':
      return end(life, fact.at, 'asked');
    case 'ticked':
      return passTime(life, fact.at);
    case 'quoted':
      return life.phase === 'requested' ? { ...life, phase: 'quoted', quote: fact.quote } : life;
    case 'readable':
      return afterRestore(life, fact.waiting);
    case 'refused':
      return isBeforeReady(life) ? fail(life, fact.at, fact.code, fact.detail) : life;
    case 'launched':
      return life.phase === 'launching' && fact.attempt === life.attempt && life.instance === undefined
        ? { ...life, instance: fact.instance, heardAt: fact.at }
        : life;
    case 'no-capacity':
      return life.phase === 'launching' && fact.attempt === life.attempt && life.instance === undefined
        ? launchAgain(life, fact.at, 'no-capacity', fact.detail)
        : life;
    case 'lost':
      return life.attempt > 0 && fact.attempt === life.attempt ? lose(life, fact.at) : life;
    case 'reported':
      return isItsOwn(life, fact) ? hear(life, fact) : life;
    case 'told':
      return tell(life, fact.what);
    case 'faltered':
      return forget(life, fact.action);
    case 'gone':
      return life;
  }
}

/** Of what is over only the last duties are done. */
function afterwards(life: Life, fact: Fact): Life {
  switch (fact.type) {
    case 'gone':
      return { ...life, gone: true };
    case 'launched':
      // Its launch was under way when the end came: whatever was seen to be gone, this is not.
      return fact.attempt === life.attempt && life.instance === undefined
        ? { ...forget(life, 'end-instance'), instance: fact.instance, gone: false }
        : life;
    case 'reported':
      // Whose launch was never answered may come up after everything seemed to be gone, and would run for ever.
      return life.gone && isItsOwn(life, fact)
        ? { ...forget(life, 'end-instance'), instance: fact.instance, gone: false }
        : life;
    case 'told':
      return tell(life, fact.what);
    case 'faltered':
      return forget(life, fact.action);
    default:
      return life;
  }
}

function afterRestore(life: Life, waiting: number): Life {
  if (life.phase !== 'quoted' && life.phase !== 'restoring') return life;
  if (waiting === 0) return { ...life, phase: 'launching', attempt: 1, gone: false };
  return { ...life, phase: 'restoring', waiting };
}

type Reported = Extract<Fact, { type: 'reported' }>;

/** A quick instance may be heard before the answer to its launch is. */
const isItsOwn = (life: Life, { attempt, instance }: Reported): boolean =>
  life.attempt > 0 && attempt === life.attempt && (life.instance ?? instance) === instance;

function hear(life: Life, fact: Reported): Life {
  const { phase, progress, place, failure } = fact.report;
  const { at: heardAt, instance } = fact;
  const heard = { ...life, instance, heardAt, progress, ...(place !== undefined && { place }) };
  if (phase === 'failed') {
    const { code, detail } = failure ?? { code: 'internal-error', detail: 'The instance did not say why.' };
    return isBeforeReady(life) ? fail(heard, fact.at, code, detail) : end(heard, fact.at, 'instance-failed');
  }
  if (!isBeforeReady(life)) return heard;
  if (phase === 'ready') return { ...heard, phase, readyAt: fact.at, expiresAt: fact.at + life.hours * HOUR };
  // A program that was started again copies what was missing: its sandbox does not go back for it.
  return life.phase === 'verifying' ? heard : { ...heard, phase };
}

function passTime(life: Life, at: number): Life {
  const { expiresAt, heardAt } = life;
  if (isBeforeReady(life)) {
    if (at - life.requestedAt >= READY_WITHIN_MS)
      return fail(life, at, 'sandbox-late', 'It was not ready within 72 hours.');
    if (heardAt !== undefined && at - heardAt >= STUCK_MS)
      return fail(life, at, 'instance-silent', 'The instance has not been heard of for 15 minutes.');
    return life;
  }
  if (expiresAt === undefined) return life;
  if (at >= expiresAt) return end(life, at, 'expired');
  return at >= expiresAt - warningMs(life.hours) ? { ...life, phase: 'expiring' } : life;
}

function lose(life: Life, at: number): Life {
  if (!isBeforeReady(life)) return end(life, at, 'instance-lost');
  return launchAgain(life, at, 'instance-lost', 'Instances ended again and again before they were ready.');
}

function launchAgain(life: Life, at: number, code: string, detail: string): Life {
  if (life.attempt >= MAX_ATTEMPTS) return fail(life, at, code, detail);
  const { instance: _lost, heardAt: _, progress: __, ...rest } = life;
  // Where there was no room just now, the clock asks again; what was lost is replaced at once.
  const asked = code === 'no-capacity' ? { ...life.asked, launch: at } : without(life.asked, 'launch');
  return { ...rest, phase: 'launching', attempt: life.attempt + 1, asked };
}

const isBeforeReady = ({ phase }: Life): boolean => phase !== 'ready' && phase !== 'expiring';

const end = (life: Life, at: number, reason: string): Life => ({
  ...life,
  phase: 'ended',
  over: { at, reason },
});

const fail = (life: Life, at: number, code: string, detail: string): Life => ({
  ...life,
  phase: 'failed',
  over: { at, reason: code, detail },
});

const tell = (life: Life, what: Life['told'][number]): Life =>
  life.told.includes(what) ? life : { ...life, told: [...life.told, what] };

const forget = (life: Life, action: ActionName): Life =>
  action in life.asked ? { ...life, asked: without(life.asked, action) } : life;

function without(asked: Life['asked'], action: ActionName): Life['asked'] {
  const { [action]: _, ...rest } = asked;
  return rest;
}

const NEEDS: Readonly<Record<Phase, (life: Life) => readonly ActionName[]>> = {
  requested: () => ['quote'],
  quoted: () => ['restore'],
  restoring: () => ['restore'],
  launching: ({ instance }) => (instance === undefined ? ['launch'] : []),
  copying: () => [],
  verifying: () => [],
  ready: ({ told }) => (told.includes('ready') ? [] : ['tell-ready']),
  expiring: ({ told }) => [
    ...(told.includes('ready') ? [] : ['tell-ready' as const]),
    ...(told.includes('expiring') ? [] : ['tell-expiring' as const]),
  ],
  // People are told when nothing of it is left, not before.
  ended: ({ gone, told }) => (!gone ? ['end-instance'] : told.includes('ended') ? [] : ['tell-ended']),
  failed: ({ gone, told }) => (!gone ? ['end-instance'] : told.includes('failed') ? [] : ['tell-failed']),
};

const needs = (life: Life): readonly ActionName[] => NEEDS[life.phase](life);

/** Asks for what is needed and was not asked for lately. What just faltered waits for the clock. */
function ask(
  life: Life,
  fact: Fact,
  may: (action: ActionName) => boolean,
): { life: Life; actions: readonly ActionName[] } {
  if (fact.type === 'faltered') return { life, actions: [] };
  const isSilent = (life.heardAt ?? fact.at) + SILENT_MS <= fact.at;
  const wanted =
    fact.type === 'ticked' && isSilent && !isOver(life) ? [...needs(life), 'look' as const] : needs(life);
  const actions = wanted.filter((action) => {
    const asked = life.asked[action];
    if (!may(action)) return false;
    return asked === undefined || fact.at - asked >= REPEAT_MS[action];
  });
  if (actions.length === 0) return { life, actions };
  const asked = Object.fromEntries(actions.map((action) => [action, fact.at]));
  return { life: { ...life, asked: { ...life.asked, ...asked } }, actions };
}
