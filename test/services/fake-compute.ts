import { createHash } from 'node:crypto';
import { type Compute, ComputeError, type Instance } from '../../shared/ports/compute.ts';

/** Machines that are there at once and do nothing: what they would report, tests write themselves. */
export interface FakeCompute extends Compute {
  /** The instance ends by itself, as machines do. */
  lose(token: string): void;
  /** What the next launches throw, the first one first. */
  readonly refusals: ComputeError[];
  /** Tokens of instances that run. */
  running(): string[];
}

export function fakeCompute(): FakeCompute {
  const instances = new Map<string, Instance>();
  const refusals: ComputeError[] = [];
  const idOf = (token: string): string =>
    `i-${createHash('sha256').update(token).digest('hex').slice(0, 17)}`;
  const end = (token: string): void => void instances.set(token, { id: idOf(token), state: 'ended' });
  return {
    offer: async ({ bytes }) => {
      if (bytes > 1e15) throw new ComputeError('TooLarge', 'No machine has that much storage.');
      return { type: 'test.large', dollarsPerHour: 0.5, bytesPerSecond: 1e8, startSeconds: 60 };
    },
    launch: async ({ token }) => {
      if (!/^[A-Za-z0-9-]{1,64}$/.test(token))
        throw new ComputeError('InvalidToken', `"${token}" is no token.`);
      const known = instances.get(token);
      if (known) return known;
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      const instance: Instance = { id: idOf(token), state: 'running' };
      instances.set(token, instance);
      return instance;
    },
    find: async (token) => instances.get(token),
    end: async (token) => end(token),
    lose: end,
    refusals,
    running: () => [...instances].filter(([, { state }]) => state === 'running').map(([token]) => token),
  };
}
