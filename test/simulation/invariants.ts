import { messageId } from '../../services/notify/message.ts';
import { noticeOf } from '../../services/notify/notices.ts';
import { readSandbox } from '../../services/sandbox/document.ts';
import { isSettled } from '../../services/sandbox/life.ts';
import type { EventType } from '../../shared/events/catalog.ts';
import type { Objects } from '../../shared/ports/objects.ts';
import { collect, readJson } from '../../shared/service/documents.ts';
import { type Failure, FailureSchema } from '../../shared/service/inbox.ts';
import { areaOf } from '../../shared/service/wire.ts';
import { printCallback } from '../../shared/session/callback.ts';
import type { End } from './end.ts';
import { brokenOfSession } from './session-invariants.ts';

/** What the platform promises and did not keep, once faults have stopped and everything is at rest. */
export async function brokenPromises(end: End): Promise<string[]> {
  const inbox = await readInbox(areaOf(end.world, 'ledger/failures'));
  const broken = [
    ...(await Promise.all(end.sessions.map((session) => brokenOfSession(session, inbox, end)))),
    ...(await Promise.all(end.known.sandboxes.map((id) => brokenOfSandbox(id, end)))),
    await brokenOfMessages(end),
  ].flat();
  if (end.known.outcomes.size !== end.sessions.length) broken.push('A rig was never told of its session.');
  if (end.world.compute.running().length > 0) broken.push('A machine still runs.');
  return broken;
}

async function readInbox(failures: Objects): Promise<Failure[]> {
  const { objects } = await failures.list({ prefix: '' });
  const found = await Promise.all(objects.map(({ key }) => readJson(failures, key, FailureSchema)));
  return found.flatMap((document) => document?.value ?? []);
}

/** A sandbox that is over sooner, because its machine was lost, may be told of as ended only. */
const MUST_BE_TOLD_MS = 15 * 60_000;

async function brokenOfSandbox(id: string, { world, published }: End): Promise<string[]> {
  const document = await readSandbox(areaOf(world, 'ledger/sandboxes'), id);
  if (!document) return [`${id} was accepted, and is not there.`];
  const { life } = document;
  const broken = isSettled(life) ? [] : [`${id} is ${life.phase}, and nobody looks after it.`];
  const told = (type: EventType): boolean =>
    published.some((event) => event.type === type && event.subject === id);
  const last: EventType = life.phase === 'failed' ? 'SandboxFailed' : 'SandboxEnded';
  if (!told(last)) broken.push(`${id} is ${life.phase}, and nobody was told.`);
  const readyMs = life.readyAt === undefined ? 0 : (life.over?.at ?? Infinity) - life.readyAt;
  if (readyMs > MUST_BE_TOLD_MS && !told('SandboxEnvironmentReady'))
    broken.push(`${id} was ready, and nobody was told.`);
  return broken;
}

/** One message document for each occasion and person, and it was sent. */
async function brokenOfMessages({ world, published, sent }: End): Promise<string[]> {
  const messages = areaOf(world, 'ledger/messages');
  const { objects } = await messages.list({ prefix: '' });
  const due = new Set<string>();
  for (const event of published) {
    const notice = noticeOf(event, world.mail.operators);
    for (const recipient of notice?.to ?? [])
      if (notice && 'callback' in recipient)
        due.add(messageId(notice.occasion, printCallback(recipient.callback)));
  }
  const broken: string[] = [];
  for (const { key } of objects) {
    const { id, state } = JSON.parse(Buffer.from(await collect(await messages.get(key))).toString()) as {
      id: string;
      state: string;
    };
    if (!due.delete(id)) broken.push(`${id} was written for no occasion.`);
    if (state !== 'sent') broken.push(`${id} is ${state}.`);
    if (state === 'sent' && !sent.some((message) => message.id === id))
      broken.push(`${id} is called sent, and was not.`);
  }
  return [...broken, ...[...due].map((id) => `${id} was never written.`)];
}
