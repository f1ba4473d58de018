import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  beginLife,
  isOver,
  isSettled,
  next,
  READY_WITHIN_MS,
  SILENT_MS,
} from '../../../services/sandbox/life.ts';
import { ACTIONS, type ActionName, type Fact, type Life } from '../../../services/sandbox/life-types.ts';
import { facts, fakeQuote, reportOf, START } from './facts.ts';

const HOUR = 3_600_000;

/** A life after facts, each a second after the one before. */
function live(...given: readonly Fact[]): Life {
  return given.reduce((life, fact) => next(life, fact).life, beginLife(START, 4));
}

const requested: Fact = { type: 'requested', at: START };
const quoted: Fact = { type: 'quoted', at: START, quote: fakeQuote };
const readable: Fact = { type: 'readable', at: START, waiting: 0 };
const launched: Fact = { type: 'launched', at: START, attempt: 1, instance: 'i-1' };
const reported = (phase: 'copying' | 'verifying' | 'ready' | 'failed', at = START): Fact => ({
  type: 'reported',
  at,
  attempt: 1,
  instance: 'i-1',
  report: reportOf(phase),
});
const ready = live(requested, quoted, readable, launched, reported('ready'));

describe('a sandbox', () => {
  test('goes from the request to ready, one action after the other', () => {
    const asked: string[] = [];
    let life = beginLife(START, 4);
    for (const fact of [
      requested,
      quoted,
      readable,
      launched,
      reported('copying'),
      reported('verifying'),
      reported('ready'),
    ]) {
      const answer = next(life, fact);
      life = answer.life;
      asked.push([fact.type, '->', life.phase, ...answer.actions].join(' '));
    }
    expect(asked).toEqual([
      'requested -> requested quote',
      'quoted -> quoted restore',
      'readable -> launching launch',
      'launched -> launching',
      'reported -> copying',
      'reported -> verifying',
      'reported -> ready tell-ready',
    ]);
  });

  test('waits for files that come from the deep archive, and asks for them again', () => {
    const waiting = live(requested, quoted, { type: 'readable', at: START, waiting: 3 });
    expect(waiting).toMatchObject({ phase: 'restoring', waiting: 3 });
    expect(next(waiting, { type: 'ticked', at: START + 60_000 }).actions).toEqual([]);
    expect(next(waiting, { type: 'ticked', at: START + 600_000 }).actions).toEqual(['restore']);
    expect(next(waiting, { ...readable, at: START + 600_000 })).toMatchObject({
      life: { phase: 'launching' },
      actions: ['launch'],
    });
  });

  test('lasts as long as was asked from the moment it is ready, and warns before its end', () => {
    expect(ready.expiresAt).toBe(START + 4 * HOUR);
    const told = next(ready, { type: 'told', at: START, what: 'ready' }).life;
    expect(next(told, { type: 'ticked', at: START + 3 * HOUR })).toMatchObject({ life: { phase: 'ready' } });
    const warned = next(told, { type: 'ticked', at: START + 3.8 * HOUR });
    expect(warned).toMatchObject({ life: { phase: 'expiring' }, actions: ['tell-expiring', 'look'] });
    expect(next(warned.life, { type: 'ticked', at: START + 4 * HOUR })).toMatchObject({
      life: { phase: 'ended', over: { reason: 'expired' } },
      actions: ['end-instance'],
    });
  });

  test('is told to have ended when its instance is gone, not before', () => {
    const ended = next(ready, { type: 'end-asked', at: START });
    expect(ended.actions).toEqual(['end-instance']);
    const gone = next(ended.life, { type: 'gone', at: START });
    expect(gone.actions).toEqual(['tell-ended']);
    expect(isSettled(gone.life)).toBe(false);
    expect(isSettled(next(gone.life, { type: 'told', at: START, what: 'ended' }).life)).toBe(true);
  });

  test('ends an instance whose launch was answered after the end', () => {
    const ended = live(
      requested,
      quoted,
      readable,
      { type: 'end-asked', at: START },
      { type: 'gone', at: START },
    );
    const late = next(ended, launched);
    expect(late).toMatchObject({ life: { phase: 'ended', gone: false }, actions: ['end-instance'] });
  });

  test('ends an instance that speaks up after the end, as often as one does', () => {
    const ended = live(
      requested,
      quoted,
      readable,
      { type: 'end-asked', at: START },
      { type: 'gone', at: START },
    );
    const heard = next(ended, reported('copying', START + 600_000));
    expect(heard).toMatchObject({ life: { phase: 'ended', gone: false }, actions: ['end-instance'] });
    const gone = next(heard.life, { type: 'gone', at: START + 600_000 }).life;
    expect(next(gone, reported('copying', START + 1_200_000)).actions).toEqual(['end-instance']);
    // One of another launch is not its own.
    expect(next(ended, { ...reported('copying'), attempt: 2 } as Fact).life).toEqual(ended);
  });

  test('gets another instance for one that was lost before it was ready, but not for ever', () => {
    let life = live(requested, quoted, readable);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      life = next(life, { ...launched, attempt, instance: `i-${attempt}` }).life;
      const lost = next(life, { type: 'lost', at: START, attempt });
      expect(lost).toMatchObject({ life: { phase: 'launching', attempt: attempt + 1 }, actions: ['launch'] });
      life = lost.life;
    }
    life = next(life, { ...launched, attempt: 5, instance: 'i-5' }).life;
    expect(next(life, { type: 'lost', at: START, attempt: 5 })).toMatchObject({
      life: { phase: 'failed', over: { reason: 'instance-lost' } },
      actions: ['end-instance'],
    });
  });

  test('asks for room again by the clock, under another token', () => {
    const none = next(live(requested, quoted, readable), {
      type: 'no-capacity',
      at: START,
      attempt: 1,
      detail: 'none',
    });
    expect(none).toMatchObject({ life: { phase: 'launching', attempt: 2 }, actions: [] });
    expect(next(none.life, { type: 'ticked', at: START + 300_000 }).actions).toEqual(['launch']);
  });

  test('looks for an instance that is silent, and gives up one that stays so', () => {
    const copying = live(requested, quoted, readable, launched, reported('copying'));
    expect(next(copying, { type: 'ticked', at: START + SILENT_MS - 1 }).actions).toEqual([]);
    expect(next(copying, { type: 'ticked', at: START + SILENT_MS }).actions).toEqual(['look']);
    expect(next(copying, { type: 'ticked', at: START + 900_000 }).life).toMatchObject({
      phase: 'failed',
      over: { reason: 'instance-silent' },
    });
    // Somebody may be working on it: silence alone never ends what is ready.
    expect(next(ready, { type: 'ticked', at: START + 2 * HOUR }).life.phase).toBe('ready');
  });

  test('fails with what its instance reports', () => {
    const failed = live(requested, quoted, readable, launched, reported('failed'));
    expect(failed).toMatchObject({
      phase: 'failed',
      over: { reason: 'disk-full', detail: 'The disk is full.' },
    });
  });

  test('does not listen to an instance that is not its own', () => {
    const life = live(requested, quoted, readable, launched);
    for (const other of [{ instance: 'i-2' }, { attempt: 2 }])
      expect(next(life, { ...reported('ready'), ...other } as Fact)).toEqual({ life, actions: [] });
  });

  test('listens to an instance that is quicker than the answer to its launch', () => {
    const life = live(requested, quoted, readable, reported('ready'));
    expect(life).toMatchObject({ phase: 'ready', instance: 'i-1' });
    expect(next(life, launched)).toMatchObject({ life: { phase: 'ready' } });
  });
});

const ANNOUNCEMENTS: readonly ActionName[] = ACTIONS.filter((action) => action.startsWith('tell-'));

describe('whatever happens in whatever order', () => {
  test('the same fact again changes nothing more and asks for nothing more', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 30 }), facts, (before, fact) => {
        const once = next(live(...before), fact);
        expect(next(once.life, fact)).toEqual({ life: once.life, actions: [] });
      }),
    );
  });

  test('what is over stays over, for the reason that it had', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 40 }), fc.array(facts, { maxLength: 20 }), (before, more) => {
        const life = live(...before);
        if (!isOver(life)) return;
        const later = more.reduce((now, fact) => next(now, fact).life, life);
        expect([later.phase, later.over]).toEqual([life.phase, life.over]);
      }),
    );
  });

  test('an announcement that was made is not made again, and failed and ended exclude each other', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 60 }), (given) => {
        const made: ActionName[] = [];
        let life = beginLife(START, 4);
        for (const fact of given) {
          const answer = next(life, fact);
          life = answer.life;
          for (const action of answer.actions.filter((asked) => ANNOUNCEMENTS.includes(asked))) {
            made.push(action);
            const what = action.slice('tell-'.length) as Life['told'][number];
            life = next(life, { type: 'told', at: fact.at, what }).life;
          }
        }
        expect(made).toEqual([...new Set(made)]);
        expect(made.includes('tell-ended') && made.includes('tell-failed')).toBe(false);
      }),
    );
  });

  test('time alone brings every sandbox to an end, and everything of it is ended with it', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 40 }), (before) => {
        let life = live(...before);
        let at = before.reduce((latest, fact) => Math.max(latest, fact.at), START) + READY_WITHIN_MS;
        const asked: ActionName[] = [];
        for (let tick = 0; tick < 3; tick += 1, at += READY_WITHIN_MS) {
          const answer = next(life, { type: 'ticked', at });
          life = answer.life;
          asked.push(...answer.actions);
        }
        expect(isOver(life)).toBe(true);
        if (!life.gone) expect(asked).toContain('end-instance');
        const gone = next(life, { type: 'gone', at });
        const told = next(gone.life, { type: 'told', at, what: life.phase as 'ended' | 'failed' });
        expect(isSettled(told.life)).toBe(true);
      }),
    );
  });

  test('nothing is launched for what is over', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 40 }), (given) => {
        let life = beginLife(START, 4);
        for (const fact of given) {
          const answer = next(life, fact);
          if (isOver(answer.life)) expect(answer.actions).not.toContain('launch');
          life = answer.life;
        }
      }),
    );
  });
});
