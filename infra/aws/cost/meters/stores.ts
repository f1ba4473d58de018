import { partCount } from '../../../../shared/session/parts.ts';
import { callsOf } from '../calls.ts';
import { staysOf } from '../lifecycle.ts';
import { DAYS, GB, type Meter, type Quantity } from '../quantity.ts';
import type { Usage } from '../usage.ts';
import { kept } from './kept.ts';

/** Raw files: kept for good, read back once to be verified and once to be processed. */
export const archive: Meter = (of) => {
  const { sessionsPerDay: sessions, session } = of.usage;
  const { puts, gets } = rawRequests(of.usage);
  return [
    ...kept(of, {
      store: 'archive',
      part: 'archive',
      bytes: sessions * session.bytes,
      objects: sessions * session.rawFiles,
    }),
    { part: 'archive', what: 'uploads of parts', price: 's3.put', amount: puts },
    { part: 'archive', what: 'reads of whole files', price: 's3.get', amount: gets },
    ...readAgain(of),
  ];
};

/** Requests for raw files in a month: what CloudTrail's data events count as well. */
export function rawRequests({ sessionsPerDay, session }: Usage): { puts: number; gets: number } {
  const files = sessionsPerDay * session.rawFiles * DAYS;
  const parts = session.rawFiles > 0 ? partCount(session.bytes / session.rawFiles) : 0;
  // A file of several parts is begun and completed besides.
  return { puts: files * (parts > 1 ? parts + 2 : parts), gets: files * 2 };
}

/** Bytes read after they left Standard: verification and processing are done before. */
const readAgain: Meter = ({ graph, usage, month }) => {
  const reached = (storageClass: string) =>
    staysOf(graph, 'archive').some((stay) => stay.storageClass === storageClass && stay.from < month * DAYS);
  const lines: Quantity[] = [];
  if (reached('GLACIER_IR'))
    lines.push({
      part: 'archive',
      what: 'reads from Glacier Instant Retrieval',
      price: 's3.from.GLACIER_IR',
      amount: (usage.day.archivedBytesRead * DAYS) / GB,
    });
  if (reached('DEEP_ARCHIVE'))
    lines.push({
      part: 'archive',
      what: 'thawed from Deep Archive',
      price: 's3.from.DEEP_ARCHIVE',
      amount: (usage.day.deepBytesRestored * DAYS) / GB,
    });
  return lines;
};

export const results: Meter = (of) => {
  const { sessionsPerDay: sessions, session } = of.usage;
  return [
    ...kept(of, {
      store: 'results',
      part: 'results',
      bytes: sessions * session.bytes * session.resultBytesPerRawByte,
      objects: sessions * session.resultFiles,
    }),
    {
      part: 'results',
      what: 'results written',
      price: 's3.put',
      amount: sessions * session.resultFiles * DAYS,
    },
  ];
};

/** Records, receipts, outbox: many requests for small documents. */
export const ledger: Meter = (of) => {
  const { sessionsPerDay: sessions, session, function: each } = of.usage;
  const called = callsOf(of.graph, of.usage);
  const ticks = called.reduce((sum, one) => sum + one.ticks, 0);
  const left = called.find(({ service }) => service === 'publish')?.calls ?? 0;
  const part = 'other stores';
  return [
    ...kept(of, { store: 'ledger', part, bytes: sessions * session.ledgerBytes, objects: sessions }),
    { part, what: 'documents written', price: 's3.put', amount: sessions * session.puts * DAYS },
    { part, what: 'documents read', price: 's3.get', amount: sessions * session.gets * DAYS },
    { part, what: 'lists by the clock', price: 's3.put', amount: ticks * each.tickRequests.puts },
    { part, what: 'reads by the clock', price: 's3.get', amount: ticks * each.tickRequests.gets },
    { part, what: 'events left for `publish`', price: 's3.put', amount: left },
    { part, what: 'events read by `publish`', price: 's3.get', amount: left },
  ];
};
