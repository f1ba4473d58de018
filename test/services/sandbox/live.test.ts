import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { commit } from '../../../services/commit/service.ts';
import type { SandboxDocument } from '../../../services/sandbox/document.ts';
import { sandbox } from '../../../services/sandbox/service.ts';
import { verify } from '../../../services/verify/service.ts';
import { ComputeError } from '../../../shared/ports/compute.ts';
import { rawKey } from '../../../shared/session/manifest.ts';
import { caller } from '../../make.ts';
import { Died, deaths, dyingWorld } from '../dying.ts';
import { commitSession, propose } from '../propose.ts';
import { apiOf, documentAt, handlerOf, keysOf } from '../world.ts';
import { ID, type LifeWorld, lifeIn, openLifeWorld } from './life-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let life: LifeWorld;
beforeEach(async () => {
  life = await openLifeWorld();
});
afterEach(() => life.close());

/** A committed session, and a request for it that was carried out. */
async function requested(ids = ['s1'], more: object = {}): Promise<void> {
  for (const id of ids) await commitSession(life.world, id, { 'a.dat': id, 'b/c.dat': 'more' });
  expect(await life.ask({ sessionIds: ids, ...more })).toMatchObject({ status: 202 });
  await life.deliver('SandboxRequested');
}

const phase = async (): Promise<string> => (await life.document()).life.phase;

async function pass(ms: number): Promise<void> {
  await life.world.clock.advance(ms);
  await life.tick();
}

describe('a request', () => {
  test('is frozen, priced, launched, and the instance given its recipe', async () => {
    await requested(['s1', 's2'], { name: 'two', hours: 3 });
    expect((await life.document()).life).toMatchObject({
      phase: 'launching',
      quote: { files: 4, bytes: 12, archived: 0, instanceType: 'test.large', dollars: 1.5 },
      attempt: 1,
    });
    expect(await life.recipe()).toMatchObject({ sandbox: ID, attempt: 1, name: 'two', files: 4, pages: 1 });
    const page = await life.recipePage();
    expect(page?.files.map(({ path }) => path)).toEqual([
      'sessions/s1/raw/a.dat',
      'sessions/s1/raw/b/c.dat',
      'sessions/s2/raw/a.dat',
      'sessions/s2/raw/b/c.dat',
    ]);
    expect(page?.files[0]).toMatchObject({
      size: 2,
      sha256: expect.any(String),
      url: expect.stringContaining('signature='),
    });
  });

  test('becomes ready when the instance says so, and is told of once', async () => {
    await requested(['s1'], { callbackAddresses: ['Marta@Example.org', '+49 30 123456'] });
    await life.report('copying');
    expect(await phase()).toBe('copying');
    for (let time = 0; time < 3; time += 1) await life.report('ready');
    expect(await phase()).toBe('ready');
    expect(life.announced()).toEqual(['SandboxEnvironmentReady']);
    expect(life.world.published.at(-1)?.data).toEqual({
      sandboxId: ID,
      sessionIds: ['s1'],
      callbackAddresses: ['Marta@example.org', '+4930123456'],
      place: '/somewhere',
      expiresAt: new Date(life.world.clock.now() + 8 * HOUR).toISOString(),
    });
  });

  test('with more than 100 sessions is told of without their ids: the ledger has them', async () => {
    await requested(Array.from({ length: 101 }, (_, index) => `s${index}`));
    await life.report('ready');
    expect(life.world.published.at(-1)?.data).not.toHaveProperty('sessionIds');
    const selection = await documentAt<{ sessions: unknown[] }>(
      life.world,
      'ledger/sandboxes',
      `${ID}/sessions.json`,
    );
    expect(selection?.sessions).toHaveLength(101);
  });

  test('waits for files that are restored from the deep archive', async () => {
    const contents = { 'a.dat': 'archived', 'b.dat': 'archived too' };
    for (const [path, content] of Object.entries(contents))
      await life.world.stores.archive.put(rawKey('old', path), Buffer.from(content), {
        storageClass: 'deep-archive',
      });
    await handlerOf(commit, life.world)(await propose(life.world, 'old', contents));
    await life.ask({ sessionIds: ['old'] });
    await life.deliver('SandboxRequested');
    expect((await life.document()).life).toMatchObject({
      phase: 'restoring',
      waiting: 2,
      quote: { archived: 2 },
    });
    await pass(HOUR);
    expect(await phase()).toBe('restoring');
    await pass(12 * HOUR);
    expect(await phase()).toBe('launching');
    expect(life.world.compute.running()).toEqual([`${ID}-1`]);
  });

  test('fails when the manifest is not the one that was frozen', async () => {
    await commitSession(life.world, 's1');
    await life.ask({ sessionIds: ['s1'] });
    const sessions = life.world.area('ledger/sessions');
    const manifest = await documentAt<object>(life.world, 'ledger/sessions', 's1/manifest.json');
    await sessions.put('s1/manifest.json', Buffer.from(JSON.stringify({ ...manifest, committedAt: '2020' })));
    await life.deliver('SandboxRequested');
    expect((await life.document()).life).toMatchObject({
      phase: 'failed',
      over: { reason: 'hash-mismatch' },
    });
    expect(life.announced()).toEqual(['SandboxFailed']);
  });

  test('fails when no machine has room for it', async () => {
    life.world.compute.refusals.push(new ComputeError('TooLarge', 'The disk is small.'));
    await requested();
    expect((await life.document()).life.over).toMatchObject({
      reason: 'disk-full',
      detail: 'The disk is small.',
    });
    expect(life.world.published.at(-1)?.data).toMatchObject({ code: 'disk-full' });
  });

  test('asks again, under another token, when there is no machine just now', async () => {
    life.world.compute.refusals.push(new ComputeError('NoCapacity', 'None is free.'));
    await requested();
    expect(life.world.compute.running()).toEqual([]);
    await pass(5 * MINUTE);
    expect(life.world.compute.running()).toEqual([`${ID}-2`]);
    expect(await life.recipe()).toMatchObject({ attempt: 2 });
  });

  test('that names a sandbox which is not there does nothing', async () => {
    await life.deliver('SandboxRequested');
    await life.deliver('SandboxEndRequested');
    expect(life.world.published).toEqual([]);
  });
});

describe('time', () => {
  test('warns of the end, ends, and then has nothing more to do with it', async () => {
    await requested(['s1'], { hours: 2 });
    await life.report('ready');
    await pass(HOUR);
    expect(await phase()).toBe('ready');
    await pass(45 * MINUTE);
    expect(await phase()).toBe('expiring');
    await pass(15 * MINUTE);
    expect(await phase()).toBe('ended');
    expect(life.announced()).toEqual(['SandboxEnvironmentReady', 'SandboxExpiring', 'SandboxEnded']);
    expect(life.world.published.at(-1)?.data).toMatchObject({ reason: 'expired' });
    expect(life.world.compute.running()).toEqual([]);
    expect(await life.isAlive()).toBe(false);
  });

  test('finds that an instance is gone, and launches another one', async () => {
    await requested();
    await life.report('copying');
    life.world.compute.lose(`${ID}-1`);
    await pass(3 * MINUTE);
    expect(life.world.compute.running()).toEqual([`${ID}-2`]);
    await life.report('ready');
    expect(await phase()).toBe('ready');
  });

  test('ends a sandbox whose instance was lost after it was ready', async () => {
    await requested();
    await life.report('ready');
    life.world.compute.lose(`${ID}-1`);
    await pass(3 * MINUTE);
    expect(life.world.published.at(-1)).toMatchObject({
      type: 'SandboxEnded',
      data: { reason: 'instance-lost' },
    });
  });

  test('forgets a mark whose request was never written down', async () => {
    await life.world.area('ledger/sandboxes').put(`alive/${ID}`, new Uint8Array());
    await pass(MINUTE);
    expect(await life.isAlive()).toBe(true);
    await pass(HOUR);
    expect(await life.isAlive()).toBe(false);
  });

  test('goes on for others when one sandbox cannot be read', async () => {
    await requested();
    const sandboxes = life.world.area('ledger/sandboxes');
    await sandboxes.put('alive/sbx-0000000000000000', new Uint8Array());
    await sandboxes.put('sbx-0000000000000000.json', Buffer.from('no json'));
    life.world.compute.lose(`${ID}-1`);
    await life.report('copying');
    await pass(3 * MINUTE);
    expect(life.world.compute.running()).toEqual([`${ID}-2`]);
    expect(life.world.lines).toContainEqual(expect.objectContaining({ sandbox: 'sbx-0000000000000000' }));
  });
});

describe('a report', () => {
  test('that is none goes to the inbox', async () => {
    await requested();
    await expect(life.report({ format: 1 } as never)).rejects.toMatchObject({ code: 'event-invalid' });
  });

  test('of expired addresses brings new ones', async () => {
    await requested();
    const before = await life.recipePage();
    await life.world.clock.advance(7 * HOUR);
    const progress = { files: 0, bytes: 0, withoutSha256: 0 };
    await life.report({ format: 1, phase: 'copying', progress, wants: [0, 99] });
    const after = await life.recipePage();
    expect(after?.expires).toBeGreaterThan(before?.expires ?? 0);
    expect(after?.files[0]?.url).not.toBe(before?.files[0]?.url);
  });

  test('of an instance that was replaced changes nothing, and brings it no addresses', async () => {
    await requested();
    await life.report('copying');
    const replaced = await life.instance();
    life.world.compute.lose(`${ID}-1`);
    await pass(3 * MINUTE);
    const [before, keys] = [await life.document(), await keysOf(life.world, 'ledger/instances', replaced)];
    const page = await documentAt(life.world, 'ledger/instances', `${replaced}/recipe/0.json`);
    await life.world.clock.advance(MINUTE);
    const progress = { files: 0, bytes: 0, withoutSha256: 0 };
    await life.report({ format: 1, phase: 'ready', progress, wants: [0] }, replaced);
    expect(await life.document()).toEqual(before);
    expect(keys).toHaveLength(3);
    expect(await documentAt(life.world, 'ledger/instances', `${replaced}/recipe/0.json`)).toEqual(page);
  });

  test("of an instance that nobody launched is nobody's", async () => {
    await requested();
    const before = await life.document();
    await life.report('ready', 'i-00000000000000000');
    expect(await life.document()).toEqual(before);
  });
});

describe('a process that dies anywhere', () => {
  /** Delivers an event to a process that dies at each of its effects, a sandbox of its own each time. */
  async function dieEverywhere(
    type: 'SandboxRequested' | 'SandboxEndRequested',
    prepare: (one: LifeWorld) => Promise<void>,
    expectWhole: (one: LifeWorld, token: string) => Promise<void>,
  ): Promise<void> {
    const { world } = life;
    await commitSession(world, 's1');
    let count = 0;
    const open = async (): Promise<{ one: LifeWorld; token: string }> => {
      count += 1;
      const id = `sbx-${String(count).padStart(16, '0')}`;
      const one = lifeIn(world, id);
      await one.ask({ id, sessionIds: ['s1'] });
      await prepare(one);
      return { one, token: `${id}-1` };
    };
    const counting = dyingWorld(world, Number.POSITIVE_INFINITY, 'before');
    await (await open()).one.deliver(type, counting);
    expect(counting.effects()).toBeGreaterThan(3);
    for (const { at, moment } of deaths(counting.effects())) {
      const { one, token } = await open();
      const dying = one.deliver(type, dyingWorld(world, at, moment));
      await dying.catch((error: unknown) => expect(error).toBeInstanceOf(Died));
      await one.deliver(type);
      await expectWhole(one, token);
    }
  }

  test('between freezing and writing down: who asks again gets the sandbox, also if a session went on', async () => {
    const { world } = life;
    const migrated = await commitSession(world, 's1');
    const body = { id: ID, sessionIds: ['s1'] };
    const call = {
      method: 'POST',
      path: '/v1/sandboxes',
      body,
      as: caller({ scopes: ['sandboxes:write'] }),
    } as const;
    expect(await apiOf(sandbox, dyingWorld(world, 1, 'after'))(call)).toMatchObject({ status: 500 });
    await handlerOf(verify, world)(migrated);

    expect(await apiOf(sandbox, world)(call)).toMatchObject({ status: 202, body: { id: ID, sessions: 1 } });
    await life.deliver('SandboxRequested');
    expect(await life.recipe()).toMatchObject({ sessions: [{ id: 's1', revision: 1 }] });

    await commitSession(world, 's2');
    const other = { ...call, body: { id: 'sbx-0000000000000000', sessionIds: ['s2'] } };
    await apiOf(sandbox, dyingWorld(world, 1, 'after'))(other);
    const differs = { ...call, body: { ...other.body, sessionIds: ['s1'] } };
    expect(await apiOf(sandbox, world)(differs)).toMatchObject({ status: 400 });
  });

  test('between request and launch: the clock carries on, and one instance runs', async () => {
    await dieEverywhere(
      'SandboxRequested',
      async () => undefined,
      async (one, token) => {
        for (let tick = 0; tick < 6 && !(await one.document()).life.instance; tick += 1)
          await pass(11 * MINUTE);
        expect((await one.document()).life).toMatchObject({ phase: 'launching', attempt: 1 });
        expect(life.world.compute.running()).toContain(token);
        expect(await one.recipe()).toMatchObject({ attempt: 1, pages: 1 });
      },
    );
  });

  test('while it ends: nothing runs in the end, and people are told', async () => {
    await dieEverywhere(
      'SandboxEndRequested',
      (one) => one.deliver('SandboxRequested'),
      async (one, token) => {
        for (let tick = 0; tick < 4 && (await one.isAlive()); tick += 1) await pass(11 * MINUTE);
        const { life: state } = await one.document();
        expect(state).toMatchObject({ phase: 'ended', gone: true, told: ['ended'] });
        expect(life.world.compute.running()).not.toContain(token);
        const left = await keysOf(life.world, 'ledger/outbox');
        expect(one.announced().length + left.length).toBeGreaterThan(0);
      },
    );
  });
});

test('two that change a sandbox at the same time both have their say', async () => {
  await requested();
  await Promise.all([
    life.report('copying'),
    life.tick(),
    life.deliver('SandboxRequested'),
    life.report('ready'),
  ]);
  const { life: state }: SandboxDocument = await life.document();
  expect(state.phase).toBe('ready');
  expect(life.announced()).toEqual(['SandboxEnvironmentReady']);
});
