import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  identifyProcess,
  isProcessIdentity,
  isRunning,
  type ProcessIdentity,
} from '../../../shared/clients/local/process-identity.ts';
import { OpenSearchError } from './errors.ts';

/** A little longer than supervise.sh needs to end a node whose platform was killed. */
const PATIENCE_MS = 12_000;
const AFTER_KILL_MS = 5_000;
const POLL_MS = 200;

export interface Claim {
  /** Notes the process that works on the folder now, for the platform that comes after an end without warning. */
  record(pid: number): Promise<void>;
  release(): Promise<void>;
}

/**
 * Makes sure that no other platform works on the node's folder, and no node of an earlier one still does: such a
 * node is waited for, then killed. A process is only touched when both its id and the time of its start were
 * noted. Between two platforms that start in the same instant, OpenSearch's own lock on its data decides.
 */
export async function claimFolder(
  folder: string,
  options: { onWait: () => void; signal: AbortSignal; patienceMs?: number },
): Promise<Claim> {
  const file = join(folder, 'running.json');
  const { platform, node } = await readClaim(file);
  if (platform && (await isRunning(platform))) throw inUse(folder, platform.pid);
  if (node && (await isRunning(node))) {
    options.onWait();
    await outlive(node, options.patienceMs ?? PATIENCE_MS, options.signal);
  }
  const self = await identifyProcess(process.pid);
  const write = async (claim: object): Promise<void> => {
    await writeFile(`${file}.new`, JSON.stringify(claim));
    await rename(`${file}.new`, file);
  };
  await write({ platform: self });
  return {
    record: async (pid) => write({ platform: self, node: await identifyProcess(pid) }),
    release: () => rm(file, { force: true }),
  };
}

async function readClaim(file: string): Promise<{ platform?: ProcessIdentity; node?: ProcessIdentity }> {
  try {
    const { platform, node } = Object(JSON.parse(await readFile(file, 'utf8')));
    return { ...(isProcessIdentity(platform) && { platform }), ...(isProcessIdentity(node) && { node }) };
  } catch {
    return {};
  }
}

async function outlive(node: ProcessIdentity, patienceMs: number, signal: AbortSignal): Promise<void> {
  const killAt = Date.now() + patienceMs;
  let killed = false;
  while ((await isRunning(node)) && Date.now() < killAt + AFTER_KILL_MS) {
    if (!killed && Date.now() >= killAt) {
      killed = true;
      try {
        process.kill(node.pid, 'SIGKILL');
      } catch {
        // It ended by itself in this very moment.
      }
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

function inUse(folder: string, pid: number): OpenSearchError {
  const message = `Process ${pid} runs the platform on ${folder} already. Stop it, or choose another --home.`;
  return new OpenSearchError('opensearch-home-in-use', message);
}
