import { setImmediate as turn } from 'node:timers/promises';

/** The process is gone: nothing that it would have done after this happens. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** A call that failed, or whose answer was lost. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

interface Operation {
  readonly label: string;
  readonly effect: boolean;
  readonly notBefore: number;
  readonly make: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** What the client of this kind throws where no answer comes. */
  readonly failure: () => Error;
}

/** Something that runs by itself: one delivery to a service, one request, one client. It stops before every call. */
export interface Task {
  readonly name: string;
  /** Waits for another task, not for the scheduler. */
  waiting: boolean;
  /** A call to the world: made when the scheduler says so, if ever. */
  call<R>(
    label: string,
    make: () => Promise<R>,
    how?: { effect?: boolean; failure?: () => Error; notBefore?: number },
  ): Promise<R>;
}

interface Running extends Task {
  readonly ofPlatform: boolean;
  readonly pending: Operation[];
  state: 'runs' | 'died' | 'done';
}

/** How likely each fault is at one call. */
export interface Faults {
  readonly crash: number;
  readonly fail: number;
  readonly loseAnswer: number;
}

export interface Counts {
  calls: number;
  crashes: number;
  failed: number;
  lost: number;
}

export interface Scheduler {
  readonly counts: Readonly<Counts>;
  /** Starts a task; those of the platform die with it. It runs up to its first call. */
  start(name: string, ofPlatform: boolean, run: (task: Task) => Promise<void>): Promise<void>;
  /** Calls that may be made now, each as what makes it. */
  ready(now: number, faults: Faults | undefined): (() => Promise<void>)[];
  /** When the next call that waits for a time may be made. */
  nextDue(): number;
  running(name?: string): number;
}

/**
 * Lets one call be made at a time, so that a seed decides every interleaving. Between two calls it waits until
 * every task stands before its next call: only what is random may differ, never what is fast.
 */
export function openScheduler(random: () => number, note: (line: string) => void): Scheduler {
  let tasks: Running[] = [];
  const counts: Counts = { calls: 0, crashes: 0, failed: 0, lost: 0 };

  const stands = ({ state, waiting, pending }: Running): boolean =>
    state === 'done' || waiting || pending.length > 0;

  async function settle(): Promise<void> {
    do await turn();
    while (!tasks.every(stands));
    tasks = tasks.filter(({ state }) => state !== 'done');
  }

  async function crash(where: string): Promise<void> {
    counts.crashes += 1;
    note(`CRASH ${where}`);
    const dead = tasks.filter(({ ofPlatform }) => ofPlatform);
    for (const task of dead) {
      task.state = 'died';
      for (const { reject } of task.pending.splice(0)) reject(new Died());
    }
    while (dead.some(({ state }) => state !== 'done')) await turn();
    await settle();
  }

  async function make(task: Running, operation: Operation, faults: Faults | undefined): Promise<void> {
    task.pending.splice(task.pending.indexOf(operation), 1);
    counts.calls += 1;
    const what = `${task.name}: ${operation.label}`;
    const faultsHere = task.ofPlatform ? faults : undefined;
    const dies = faultsHere && operation.effect && random() < faultsHere.crash;
    if (dies && random() < 0.5) {
      operation.reject(new Died());
      return await crash(`before ${what}`);
    }
    if (faultsHere && random() < faultsHere.fail) {
      counts.failed += 1;
      note(`${what}, FAILED`);
      operation.reject(operation.failure());
      return await settle();
    }
    const loses = faultsHere && operation.effect && random() < faultsHere.loseAnswer;
    try {
      const result = await operation.make();
      if (dies) {
        operation.reject(new Died());
        return await crash(`after ${what}`);
      }
      if (loses) {
        counts.lost += 1;
        operation.reject(operation.failure());
      } else operation.resolve(result);
      note(loses ? `${what}, ANSWER LOST` : what);
    } catch (error) {
      note(`${what}, refused`);
      operation.reject(error instanceof Error ? error : new Error(String(error)));
    }
    await settle();
  }

  return {
    counts,
    start: async (name, ofPlatform, run) => {
      const task: Running = {
        name,
        ofPlatform,
        pending: [],
        state: 'runs',
        waiting: false,
        call: <R>(
          label: string,
          makeIt: () => Promise<R>,
          {
            effect = false,
            failure = () => new CallFailed(label),
            notBefore = 0,
          }: { effect?: boolean; failure?: () => Error; notBefore?: number } = {},
        ) =>
          new Promise<R>((resolve, reject) => {
            if (task.state === 'died') return reject(new Died());
            task.pending.push({
              label,
              effect,
              notBefore,
              failure,
              make: makeIt,
              resolve: (value) => resolve(value as R),
              reject,
            });
          }),
      };
      tasks.push(task);
      void run(task).finally(() => {
        task.state = 'done';
      });
      await settle();
    },
    ready: (now, faults) =>
      tasks.flatMap((task) =>
        task.pending
          .filter(({ notBefore }) => notBefore <= now)
          .map((operation) => () => make(task, operation, faults)),
      ),
    nextDue: () => Math.min(...tasks.flatMap(({ pending }) => pending.map(({ notBefore }) => notBefore))),
    running: (name) => tasks.filter((task) => name === undefined || task.name === name).length,
  };
}
