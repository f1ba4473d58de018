import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { EventData, EventType } from '../shared/events/catalog.ts';
import type { Envelope } from '../shared/events/envelope.ts';
import type { MailMessage } from '../shared/ports/mail.ts';
import type { Caller } from '../shared/service/auth.ts';
import {
  encodeManifest,
  type Manifest,
  manifestDigest,
  type Proposal,
  type ProposedFile,
  totalBytes,
} from '../shared/session/manifest.ts';
import type { SessionRecord } from '../shared/session/record.ts';

/** Factories: a test states only what it is about. */
const AT = '2026-03-02T09:15:00.000Z';

export const crcOf = (bytes: Uint8Array | string): string =>
  (crc32(bytes) >>> 0).toString(16).padStart(8, '0');
export const shaOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export function file(
  path: string,
  content: Uint8Array | string = path,
  more: Partial<ProposedFile> = {},
): ProposedFile {
  return { path, size: Buffer.byteLength(content), crc32: crcOf(content), sha256: shaOf(content), ...more };
}

export function proposal(more: Partial<Proposal> = {}): Proposal {
  return { format: 1, session: 's1', source: 'rig-1', metadata: null, files: [file('a.dat')], ...more };
}

export function manifest(more: Partial<Manifest> = {}): Manifest {
  const { files, ...rest } = proposal();
  return { ...rest, committedAt: AT, files: files.map((each) => ({ ...each, version: 'v1' })), ...more };
}

export function record(more: Partial<SessionRecord> = {}): SessionRecord {
  const committed = manifest();
  return {
    format: 1,
    id: 's1',
    source: 'rig-1',
    revision: 1,
    manifest: {
      sha256: manifestDigest(encodeManifest(committed)),
      files: committed.files.length,
      bytes: totalBytes(committed.files),
    },
    metadata: { revision: 1, file: null },
    quarantined: [],
    stages: { archived: AT },
    ...more,
  };
}

/** An event as the ingest service emits it, for tests of the way and not of what it says. */
export function event(more: Partial<Envelope> = {}): Envelope {
  return {
    specversion: '1.0',
    id: 'event-1',
    source: '/services/ingest',
    type: 'SessionMigrated',
    subject: 's1',
    time: AT,
    datacontenttype: 'application/json',
    data: { sessionId: 's1' },
    ...more,
  };
}

/** An event of a type with its data. */
export const eventOf = <T extends EventType>(
  type: T,
  data: EventData<T>,
  more: Partial<Envelope> = {},
): Envelope =>
  event({
    id: `event-${type}`,
    type,
    subject: 'sessionId' in data ? data.sessionId : data.sandboxId,
    data: { ...data },
    ...more,
  });

/** An event whose JSON has exactly so many bytes. */
export function eventOfBytes(bytes: number): Envelope {
  const empty = event({ data: { filling: '' } });
  return event({ data: { filling: 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify(empty))) } });
}

export function caller(more: Partial<Caller> = {}): Caller {
  return { key: 'key-test', scopes: ['sessions:read', 'sessions:write'], sources: ['rig-1'], ...more };
}

export function mailMessage(more: Partial<MailMessage> = {}): MailMessage {
  return {
    id: 'msg-0123456789abcdef',
    to: { kind: 'email', address: 'marta@lab.example' },
    subject: 'Sandbox is ready',
    text: 'It is ready.',
    written: Date.parse(AT),
    ...more,
  };
}
