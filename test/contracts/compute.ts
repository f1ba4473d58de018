import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Compute } from '../../shared/ports/compute.ts';

export interface ComputeWorld {
  readonly compute: Compute;
  close(): Promise<void>;
}

const need = { bytes: 1000 };

/**
 * What every client for machines does, whatever the machines are. `forestalls`: it remembers the end of what was never
 * launched.
 */
export function computeContract(
  open: () => Promise<ComputeWorld>,
  { forestalls }: { readonly forestalls: boolean },
): void {
  let world: ComputeWorld;
  let compute: Compute;

  beforeEach(async () => {
    world = await open();
    compute = world.compute;
  });
  afterEach(() => world.close());

  describe('a launch', () => {
    test('gives an instance that runs and is found by its token', async () => {
      const instance = await compute.launch({ token: 'sbx-1-1', ...need });
      expect(instance).toEqual({ id: expect.stringMatching(/^(\w+:)?i-[0-9a-f]{17}$/), state: 'running' });
      expect(await compute.find('sbx-1-1')).toEqual(instance);
    });

    test('that is repeated gives the same instance', async () => {
      const launches = await Promise.all([1, 2, 3].map(() => compute.launch({ token: 'sbx-1-1', ...need })));
      expect(new Set(launches.map(({ id }) => id)).size).toBe(1);
      expect(await compute.launch({ token: 'sbx-1-1', ...need })).toEqual(launches[0]);
    });

    test('under another token gives another instance', async () => {
      const [one, two] = [
        await compute.launch({ token: 'sbx-1-1', ...need }),
        await compute.launch({ token: 'sbx-1-2', ...need }),
      ];
      expect(two.id).not.toBe(one.id);
    });

    test.each(['', 'a b', '../x', 'x'.repeat(65)])('takes no token %j', async (token) => {
      await expect(compute.launch({ token, ...need })).rejects.toMatchObject({ code: 'InvalidToken' });
    });
  });

  describe('an end', () => {
    test('is final: the instance is found as ended, and a repeated launch does not bring it back', async () => {
      const { id } = await compute.launch({ token: 'sbx-1-1', ...need });
      await compute.end('sbx-1-1');
      expect(await compute.find('sbx-1-1')).toEqual({ id, state: 'ended' });
      expect(await compute.launch({ token: 'sbx-1-1', ...need })).toEqual({ id, state: 'ended' });
    });

    test('can be repeated', async () => {
      await compute.launch({ token: 'sbx-1-1', ...need });
      await Promise.all([compute.end('sbx-1-1'), compute.end('sbx-1-1')]);
      await expect(compute.end('sbx-1-1')).resolves.toBeUndefined();
    });

    test('of what was never launched is no error', async () => {
      await expect(compute.end('sbx-1-1')).resolves.toBeUndefined();
    });

    if (forestalls)
      test('that comes before the launch forestalls it', async () => {
        await compute.end('sbx-1-1');
        expect(await compute.launch({ token: 'sbx-1-1', ...need })).toMatchObject({ state: 'ended' });
      });
    else
      test('that came before the launch ends it when it is repeated', async () => {
        await compute.end('sbx-1-1');
        const { id } = await compute.launch({ token: 'sbx-1-1', ...need });
        await compute.end('sbx-1-1');
        expect(await compute.find('sbx-1-1')).toEqual({ id, state: 'ended' });
      });

    test('leaves other instances alone', async () => {
      await compute.launch({ token: 'sbx-1-1', ...need });
      await compute.launch({ token: 'sbx-1-2', ...need });
      await compute.end('sbx-1-1');
      expect(await compute.find('sbx-1-2')).toMatchObject({ state: 'running' });
    });
  });

  test('nothing is found under a token that was never used', async () => {
    expect(await compute.find('sbx-9-1')).toBeUndefined();
  });

  test('an offer says what it costs and how fast it is', async () => {
    const offer = await compute.offer(need);
    expect(offer.dollarsPerHour).toBeGreaterThanOrEqual(0);
    expect(offer.bytesPerSecond).toBeGreaterThan(0);
    expect(offer.startSeconds).toBeGreaterThan(0);
  });

  test('what no machine has room for is refused before anything is launched', async () => {
    await expect(compute.offer({ bytes: 1e18 })).rejects.toMatchObject({ code: 'TooLarge' });
  });
}
