import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { beginLife, MAX_ATTEMPTS, next, READY_WITHIN_MS } from '../../../services/sandbox/life.ts';
import { ACTIONS, type Fact, type Life, PHASES } from '../../../services/sandbox/life-types.ts';
import { fakeQuote, reportOf, START } from './facts.ts';

/** Arrows as `from --> to: fact`, with those of a composite state drawn out for each state in it. */
function arrowsIn(diagram: string): Set<string> {
  const members = new Map<string, Set<string>>();
  const open: string[] = [];
  const lines: { from: string; to: string; facts: string[] }[] = [];
  for (const line of diagram.split('\n').map((text) => text.trim())) {
    const composite = /^state (\w+) \{$/.exec(line)?.[1];
    if (composite) {
      members.set(composite, new Set());
      open.push(composite);
    }
    if (line === '}') open.pop();
    const [, from, to, facts] = /^([\w-]+) --> ([\w-]+): (.+)$/.exec(line) ?? [];
    if (!from || !to || !facts) continue;
    lines.push({ from, to, facts: facts.split(', ') });
    for (const name of open) members.get(name)?.add(from).add(to);
  }
  const arrows = lines.flatMap(({ from, to, facts }) =>
    [...(members.get(from) ?? [from])].flatMap((state) => facts.map((fact) => `${state} --> ${to}: ${fact}`)),
  );
  return new Set(arrows);
}

/** Every kind of fact that can make a difference to this life. */
function factsFor(life: Life): Fact[] {
  const instance = life.instance ?? 'i-none';
  const { attempt } = life;
  const at = START;
  return [
    ...[0, 3.8 * 3_600_000, READY_WITHIN_MS].map((after): Fact => ({ type: 'ticked', at: START + after })),
    { type: 'requested', at },
    { type: 'end-asked', at },
    { type: 'quoted', at, quote: fakeQuote },
    { type: 'readable', at, waiting: 0 },
    { type: 'readable', at, waiting: 1 },
    { type: 'refused', at, code: 'hash-mismatch', detail: '' },
    { type: 'launched', at, attempt, instance: `i-${attempt}` },
    { type: 'no-capacity', at, attempt, detail: '' },
    { type: 'lost', at, attempt },
    { type: 'gone', at },
    ...(['copying', 'verifying', 'ready', 'failed'] as const).map(
      (phase): Fact => ({ type: 'reported', at, attempt, instance, report: reportOf(phase) }),
    ),
    ...(['ready', 'expiring', 'ended', 'failed'] as const).map((what): Fact => ({ type: 'told', at, what })),
    ...ACTIONS.map((action): Fact => ({ type: 'faltered', at, action })),
  ];
}

test('the diagram in README.md shows every way from state to state, and no other', async () => {
  const text = await readFile(new URL('../../../services/sandbox/README.md', import.meta.url), 'utf8');
  const diagram = /```mermaid\n([\s\S]+?)```/.exec(text)?.[1] ?? '';

  const seen = new Map<string, Life>();
  const arrows = new Set<string>();
  const queue = [beginLife(START, 4)];
  for (let life = queue.pop(); life !== undefined; life = queue.pop()) {
    const key = JSON.stringify([life.phase, life.instance, life.attempt, life.gone]);
    if (seen.has(key)) continue;
    seen.set(key, life);
    expect(life.attempt).toBeLessThanOrEqual(MAX_ATTEMPTS);
    for (const fact of factsFor(life)) {
      const after = next(life, fact).life;
      if (after.phase !== life.phase) arrows.add(`${life.phase} --> ${after.phase}: ${fact.type}`);
      queue.push(after);
    }
  }

  expect([...arrows].toSorted()).toEqual([...arrowsIn(diagram)].toSorted());
  expect(new Set([...seen.values()].map(({ phase }) => phase))).toEqual(new Set(PHASES));
});
