import { isObjectError, type Objects } from '../../shared/ports/objects.ts';
import type { HttpAnswer } from '../../shared/service/http.ts';
import { proposalId, proposalKey } from '../../shared/session/upload.ts';
import { crcOf } from '../make.ts';
import type { Platform, Request } from './platform.ts';
import type { Task } from './scheduler.ts';
import { type SimulatedSession, storedFiles } from './sessions.ts';

/** What people and rigs know in the end. */
export interface Known {
  /** Outcome of each session's proposal, as it was answered. */
  readonly outcomes: Map<string, string>;
  /** Sandboxes whose requests were accepted. */
  readonly sandboxes: string[];
}

export interface Surroundings {
  readonly platform: Platform;
  readonly archive: Objects;
  readonly uploads: Objects;
  readonly now: () => number;
  readonly known: Known;
}

const wait = (client: Task, { now }: Surroundings, ms: number): Promise<void> =>
  client.call('go on', async () => undefined, { notBefore: now() + ms });

/** Asks until there is an answer. */
async function insist(client: Task, around: Surroundings, request: Request): Promise<HttpAnswer> {
  for (;;) {
    try {
      return await around.platform.request(client, request);
    } catch {
      await wait(client, around, 2000);
    }
  }
}

async function putOnce(client: Task, store: Objects, key: string, bytes: Uint8Array): Promise<void> {
  try {
    await client.call(`put ${key}`, () => store.put(key, bytes, { ifNoneMatch: '*' }));
  } catch (error) {
    if (!isObjectError(error, 'PreconditionFailed')) throw error;
  }
}

/** A rig that uploads one session and does not rest until it knows what became of it. */
export async function upload(client: Task, session: SimulatedSession, around: Surroundings): Promise<void> {
  const { id, proposal } = session;
  const text = JSON.stringify(proposal);
  const name = proposalId(crcOf(text), Buffer.byteLength(text));
  const files = [...session.files].map(([path, { byteLength: size }]) => ({ path, size }));
  await insist(client, around, {
    method: 'POST',
    path: `/v1/sessions/${id}/uploads`,
    body: { source: proposal.source, files },
  });
  for (const [key, bytes] of storedFiles(session)) await putOnce(client, around.archive, key, bytes);
  await putOnce(client, around.uploads, proposalKey(id, name), Buffer.from(text));
  await insist(client, around, {
    method: 'POST',
    path: `/v1/sessions/${id}/complete`,
    body: { manifest: { crc32: crcOf(text), size: Buffer.byteLength(text) } },
  });
  for (let pause = 5000; ; pause = Math.min(2 * pause, 300_000)) {
    const { body } = await insist(client, around, {
      method: 'GET',
      path: `/v1/sessions/${id}/uploads/${name}`,
    });
    const { state = 'completing' } = body as { state?: string };
    if (state !== 'completing') return void around.known.outcomes.set(id, state);
    await wait(client, around, pause);
  }
}

export const PERSON = 'marta@lab.example';

/** A person who asks for a sandbox of what is there, and may end it before its time. */
export async function askForSandbox(client: Task, around: Surroundings, ends: boolean): Promise<void> {
  const { known } = around;
  const committed = (): string[] =>
    [...known.outcomes].flatMap(([id, state]) => (state === 'committed' ? [id] : []));
  for (let waited = 0; committed().length === 0; waited += 1) {
    if (waited > 200) return;
    await wait(client, around, 10_000);
  }
  const id = 'sbx-0123456789abcdef';
  const body = { id, sessionIds: committed(), callbackAddresses: [PERSON], hours: 1 };
  const { status } = await insist(client, around, { method: 'POST', path: '/v1/sandboxes', body });
  if (status !== 202) throw new Error(`The door answered ${status}.`);
  known.sandboxes.push(id);
  if (!ends) return;
  await wait(client, around, 240_000);
  await insist(client, around, { method: 'DELETE', path: `/v1/sandboxes/${id}` });
}
