import { commit } from '../../services/commit/service.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { writeOnce } from '../../shared/service/documents.ts';
import { type Proposal, rawKey } from '../../shared/session/manifest.ts';
import { claimKey, proposalId, proposalKey } from '../../shared/session/upload.ts';
import { crcOf, eventOf, file, proposal } from '../make.ts';
import { handlerOf, type TestWorld } from './world.ts';

export type Contents = Readonly<Record<string, string>>;

/** Puts files into the archive as a client does through signed addresses: once. */
export async function putFiles(world: TestWorld<Clock>, session: string, contents: Contents): Promise<void> {
  for (const [path, content] of Object.entries(contents))
    await world.stores.archive.put(rawKey(session, path), Buffer.from(content), { ifNoneMatch: '*' });
}

/** Puts a proposed manifest under a claim, and gives the event that asks to commit it. */
export async function propose(
  world: TestWorld<Clock>,
  session: string,
  contents: Contents,
  more: Partial<Proposal> = {},
): Promise<Envelope> {
  const files = Object.entries(contents).map(([path, content]) => file(path, content));
  const proposed = proposal({ session, files, ...more });
  return await proposeText(world, session, JSON.stringify(proposed), proposed.source);
}

/** The same with anything as the manifest. */
export async function proposeText(
  world: TestWorld<Clock>,
  session: string,
  text: string | Uint8Array,
  source = 'rig-1',
): Promise<Envelope> {
  const uploads = world.area('ledger/uploads');
  const name = proposalId(crcOf(text), Buffer.byteLength(text));
  await writeOnce(uploads, claimKey(session), { session, source, key: 'key-test', begun: '2026-01-01' });
  await uploads.put(proposalKey(session, name), typeof text === 'string' ? Buffer.from(text) : text);
  return eventOf(
    'UploadCompleted',
    { sessionId: session, proposal: name },
    { id: `complete-${session}-${name}` },
  );
}

/** A session that is committed, and the event that tells of it. */
export async function commitSession(
  world: TestWorld<Clock>,
  session: string,
  contents: Contents = { 'a.dat': 'content' },
  more: Partial<Proposal> = {},
): Promise<Envelope> {
  await putFiles(world, session, contents);
  await handlerOf(commit, world)(await propose(world, session, contents, more));
  return eventOf('SessionMigrated', { sessionId: session }, { id: `migrated-${session}` });
}
