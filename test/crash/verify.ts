import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Api, openApi } from '../../services/api-client.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import type { Acknowledged } from './pushers.ts';

/** How long what was interrupted may take to be made up for: the sweep runs every minute. */
const PATIENCE_MS = 180_000;

/** Everything that is wrong with the acknowledged sessions, in words. */
export async function verifyAll(
  sessions: readonly Acknowledged[],
  platform: { home: string; url: string },
): Promise<readonly string[]> {
  const apiKey = (await readFile(join(platform.home, 'local-key'), 'utf8')).trim();
  const api = openApi({ url: platform.url, apiKey, clock: systemClock });
  try {
    await untilQuiet(api);
    const problems: string[] = [];
    for (const session of sessions) problems.push(...(await verify(session, api)));
    const { failures } = await api.failures({});
    problems.push(
      ...failures.map(({ cause, session, detail }) => `inbox: ${cause} ${session ?? ''} ${detail}`),
    );
    return problems;
  } finally {
    api.disconnect();
  }
}

/** Until no event waits anywhere. */
async function untilQuiet(api: Api): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(200)) {
    const { queues, outbox } = await api.status();
    if (
      outbox === 0 &&
      queues.every((queue) => queue.waiting + queue.inFlight + queue.delayed + queue.dead === 0)
    ) {
      await wait(500); // The index shows what was written after its refresh interval.
      return;
    }
  }
}

async function verify(session: Acknowledged, api: Api): Promise<string[]> {
  const { id, number } = session;
  const problems: string[] = [];
  const say = (what: string): void => {
    problems.push(`${id}: ${what}`);
  };
  const { files } = await api.files(id);
  if (files.length !== session.files.size) say(`${files.length} files instead of ${session.files.size}`);
  for (const { path, address } of files) {
    const expected = session.files.get(path);
    if (expected?.sha256 !== (await sha256Of(fileURLToPath(address)))) say(`${path} has other bytes`);
  }
  const { record, receipt, indexed } = await api.session(id);
  if (!receipt?.receipt.safeToDelete) say('the receipt does not permit deleting');
  if (indexed?.revision !== record.revision) say(`revision ${record.revision}, indexed ${indexed?.revision}`);
  const found = await api.find({ q: `crash.number: ${number}` });
  if (found.total !== 1 || found.sessions[0]?.id !== id) say(`found ${found.total} times by its number`);
  return problems;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
