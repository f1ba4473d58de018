import { commit } from '../../../services/commit/service.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { type Proposal, rawKey } from '../../../shared/session/manifest.ts';
import { eventOf, file } from '../../make.ts';
import { propose } from '../propose.ts';
import { handlerOf, type TestWorld } from '../world.ts';

/** A committed session of these files; `metadata.*` is its metadata. Gives the event that tells of it. */
export async function commitFiles(
  world: TestWorld<Clock>,
  session: string,
  contents: Readonly<Record<string, Uint8Array | string>>,
  more: Partial<Proposal> = {},
): Promise<Envelope> {
  const paths = Object.keys(contents);
  for (const path of paths)
    await world.stores.archive.put(rawKey(session, path), Buffer.from(contents[path] ?? ''), {
      ifNoneMatch: '*',
    });
  const metadata = paths.find((path) => /^metadata\.\w+$/.test(path)) ?? null;
  const files = paths.map((path) => file(path, contents[path]));
  await handlerOf(commit, world)(await propose(world, session, {}, { files, metadata, ...more }));
  return eventOf('SessionMigrated', { sessionId: session }, { id: `migrated-${session}` });
}
