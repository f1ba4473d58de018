import { truncate } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type NodeIdentity, readIdentity } from './ask.ts';
import type { Attempt, Launch } from './launch.ts';
import { type LogMark, linesOf, markEnd, readSince, troubleIn } from './log-lines.ts';
import { describeEnd, type Supervised, startSupervised } from './supervised.ts';

const POLL_MS = 50;
const ASK_TIMEOUT_MS = 2_000;
const START_TIMEOUT_MS = 180_000;
const SHARDS_TIMEOUT_S = 30;
const LINES_SHOWN = 6;
const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024;

export interface StartedNode {
  readonly process: Supervised;
  readonly version: string;
}

/** One attempt that failed; another may work. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly portTaken: boolean;
  constructor(message: string, options: { portTaken: boolean }) {
    super(message);
    this.portTaken = options.portTaken;
  }
}

/**
 * Starts a node and waits until it answers under the name that it was given.
 * Fails with AttemptFailed, its process ended, if it does not get there.
 */
export async function startNode(
  launch: Launch,
  attempt: Attempt,
  options: { onProcess: (pid: number) => Promise<void>; signal: AbortSignal },
): Promise<StartedNode> {
  const { signal } = options;
  const command = await launch.command(attempt);
  const output = await beginOutput(launch.output);
  const logs = await Promise.all(launch.logs.map(markEnd));
  signal.throwIfAborted();
  const process = await startSupervised(command, { cwd: launch.folder, output: launch.output });
  try {
    await options.onProcess(process.pid);
    const tookOtherPort = async (): Promise<boolean> =>
      launch.tookOtherPort(await readSince(output), attempt);
    const { version } = await untilAnswering(attempt, { process, tookOtherPort, signal });
    await untilShardsAreThere(attempt.port, signal);
    return { process, version };
  } catch (error) {
    await process.stop();
    signal.throwIfAborted();
    if (!(error instanceof AttemptFailed) || error.portTaken) throw error;
    const reason = attempt.careful ? await launch.explain() : undefined;
    const lines = [
      error.message,
      ...(reason ? [reason] : []),
      ...(await traces([output, ...logs], reason !== undefined)),
    ];
    throw new AttemptFailed(lines.join('\n  '), { portTaken: false });
  }
}

async function untilAnswering(
  attempt: Attempt,
  node: { process: Supervised; tookOtherPort: () => Promise<boolean>; signal: AbortSignal },
): Promise<NodeIdentity> {
  const url = new URL(`http://127.0.0.1:${attempt.port}/`);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const answer = await ask(url, ASK_TIMEOUT_MS, node.signal).catch(() => undefined);
    const identity = answer && readIdentity(answer.body);
    const isOurs = identity?.cluster === attempt.cluster;
    if (isOurs && answer?.status === 200) return identity;
    const end = node.process.end();
    if (end)
      throw new AttemptFailed(`OpenSearch ${describeEnd(end)} before it was ready`, { portTaken: false });
    if ((answer && !isOurs) || (await node.tookOtherPort())) {
      throw new AttemptFailed(`another program listens on port ${attempt.port}`, { portTaken: true });
    }
    await sleep(POLL_MS, undefined, { signal: node.signal });
  }
  throw new AttemptFailed(`OpenSearch did not answer within ${START_TIMEOUT_MS / 1000} s`, {
    portTaken: false,
  });
}

/**
 * So that the first search finds what is kept. A shard that cannot be opened holds nobody up: the index is a
 * projection, and whoever reads it sees the shard missing.
 */
async function untilShardsAreThere(port: number, signal: AbortSignal): Promise<void> {
  const health = `http://127.0.0.1:${port}/_cluster/health?wait_for_status=yellow&timeout=${SHARDS_TIMEOUT_S}s`;
  await ask(new URL(health), (SHARDS_TIMEOUT_S + 5) * 1000, signal).catch(() => signal.throwIfAborted());
}

async function beginOutput(file: string): Promise<LogMark> {
  const mark = await markEnd(file);
  if (mark.offset <= OUTPUT_LIMIT_BYTES) return mark;
  await truncate(file);
  return { file, offset: 0 };
}

/** What the attempt left in the logs: what tells of trouble, else, where nothing explains it, the last lines. */
async function traces(marks: readonly LogMark[], isExplained: boolean): Promise<string[]> {
  const texts = await Promise.all(marks.map((mark) => readSince(mark)));
  const trouble = texts.flatMap(troubleIn);
  const shown = trouble.length > 0 || isExplained ? trouble : texts.flatMap(linesOf);
  return [...shown.slice(-LINES_SHOWN), `The whole log: ${marks.map(({ file }) => file).join(', ')}`];
}
