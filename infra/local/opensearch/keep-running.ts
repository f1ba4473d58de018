import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim } from './claim.ts';
import { briefly, OpenSearchError } from './errors.ts';
import type { Launch } from './launch.ts';
import { AttemptFailed, type StartedNode, startNode } from './start-node.ts';
import { describeEnd } from './supervised.ts';
import type { OpenSearchEvents, RunningOpenSearch } from './types.ts';

const PORTS_TRIED = 10;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A node that lasted this long was well: its end begins a new row of delays. */
const STEADY_MS = 60_000;

/**
 * Runs one node after the other on the same port until stopped: the first must come up, a later one is tried for
 * as long as it takes, at growing intervals. The signal gives up the first start only.
 */
export async function keepRunning(
  launch: Launch,
  claim: Claim,
  options: { onProgress: OpenSearchEvents['progress']; signal: AbortSignal },
): Promise<RunningOpenSearch> {
  const { onProgress } = options;
  const stopping = new AbortController();
  const start: Start = (port, careful, signal) => {
    const cluster = `sessions-${randomBytes(6).toString('hex')}`;
    return startNode(launch, { port, careful, cluster }, { signal, onProcess: claim.record });
  };
  let { node, port } = await startFirst(launch, start, options.signal);

  const startAgain = async (trouble: string, delay: number, careful: boolean): Promise<void> => {
    onProgress({ phase: 'restart', message: `${trouble}; starting it again in ${delay / 1000} s` });
    await sleep(delay, undefined, { signal: stopping.signal });
    node = await start(port, careful, stopping.signal);
    onProgress({ phase: 'ready', message: `OpenSearch ${node.version} answers again` });
  };

  const watch = async (): Promise<void> => {
    for (let restarts = 0; ; restarts++) {
      const readyAt = Date.now();
      let trouble = `OpenSearch ${describeEnd(await node.process.ended)}`;
      if (Date.now() - readyAt > STEADY_MS) restarts = 0;
      for (let careful = false; !stopping.signal.aborted; careful = true) {
        try {
          await startAgain(trouble, restartDelay(restarts), careful);
          break;
        } catch (error) {
          trouble = briefly(error, 2);
          restarts++;
        }
      }
      if (stopping.signal.aborted) return node.process.stop();
    }
  };
  const watching = watch();

  return {
    url: `http://127.0.0.1:${port}`,
    kind: launch.kind,
    version: node.version,
    stop: async () => {
      stopping.abort();
      await node.process.stop();
      await watching;
      await claim.release();
    },
  };
}

/** 0.5, 1, 2, 4 … 30 s. */
export function restartDelay(restarts: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** restarts, LONGEST_DELAY_MS);
}

type Start = (port: number, careful: boolean, signal: AbortSignal) => Promise<StartedNode>;

/** A node that does not come up is given a second, careful attempt; a port that was taken meanwhile another one. */
async function startFirst(
  launch: Launch,
  start: Start,
  signal: AbortSignal,
): Promise<{ node: StartedNode; port: number }> {
  let careful = false;
  for (let tried = 1; ; tried++) {
    const port = await launch.choosePort();
    try {
      return { node: await start(port, careful, signal), port };
    } catch (error) {
      if (!(error instanceof AttemptFailed)) throw error;
      const final = error.portTaken ? tried >= PORTS_TRIED : careful;
      if (final) throw new OpenSearchError('opensearch-start-failed', error.message, { cause: error });
      careful ||= !error.portTaken;
    }
  }
}
