import type { Session } from '../../../shared/api/sessions.ts';
import type { Receipt } from '../../../shared/session/receipt.ts';
import { STAGES } from '../../../shared/session/record.ts';
import { humanBytes, humanDuration, humanTime, plural, printable } from './human.ts';
import { metadataRows } from './metadata.ts';
import type { Style } from './style.ts';
import { pairs, table } from './table.ts';

/** One session for a person: what it is, when it came to which stage, what it says of itself, what is safe. */
export function describeSession(session: Session, style: Style): string[] {
  const { record } = session;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Timeline', timeline(session, style)],
    ['Metadata', metadata(session, style)],
    ['Quarantined', quarantined(session, style)],
    ['Receipt', receipt(session.receipt?.receipt, style)],
  ];
  return [
    style.strong(record.id),
    ...indent(head(session, style)),
    ...sections.flatMap(([title, lines]) =>
      lines.length > 0 ? ['', style.strong(title), ...indent(lines)] : [],
    ),
  ];
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));

function head({ record, metadata }: Session, { faint }: Style): string[] {
  const { source, recordedAt, manifest, revision } = record;
  return pairs(
    [
      ['source', printable(source)],
      ...(recordedAt === undefined ? [] : [['recorded', printable(humanTime(recordedAt))] as const]),
      ['content', `${plural(manifest.files, 'file')}, ${humanBytes(manifest.bytes)}`],
      [
        'metadata',
        record.metadata.file === null ? 'none' : `${printable(record.metadata.file)} (${metadata.format})`,
      ],
      ['revision', String(revision)],
      ['manifest', `sha256 ${manifest.sha256}`],
    ],
    faint,
  );
}

/** Each stage with its time, and how long it took since the one before. */
export function timeline({ record, indexed }: Session, { faint, odd }: Style): string[] {
  const reached = STAGES.flatMap((stage) => {
    const at = record.stages[stage];
    return at === undefined ? [] : [{ name: stage as string, at }];
  });
  const stages = [...reached, ...(indexed ? [{ name: 'findable', at: indexed.at }] : [])].toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  );
  const rows = stages.map(({ name, at }, index) => {
    const before = stages[index - 1];
    const since = before && Date.parse(at) - Date.parse(before.at);
    return [
      name,
      `${humanTime(at)}${since === undefined ? '' : faint(`   + ${humanDuration(since)}`)}`,
    ] as const;
  });
  const waiting = indexed === undefined || indexed.revision < record.revision;
  return pairs(
    waiting ? [...rows, ['findable', odd(indexed ? 'the latest change not yet' : 'not yet')]] : rows,
    faint,
  );
}

function metadata({ metadata: { value, notes }, quarantined: odd }: Session, style: Style): string[] {
  const marked = new Set(odd.map(({ field }) => field));
  const rows = metadataRows(value).map(
    ([key, text]) =>
      [printable(key), marked.has(key) ? `${printable(text)} ${style.odd('!')}` : printable(text)] as const,
  );
  const remarks = notes.map(({ message, path }) =>
    style.odd(`! ${path === undefined ? '' : `${printable(path)}: `}${printable(message)}`),
  );
  return [...pairs(rows, style.faint), ...remarks];
}

function quarantined({ quarantined: fields }: Session, style: Style): string[] {
  if (fields.length === 0) return [];
  const columns = [{ title: 'FIELD' }, { title: 'VALUE' }, { title: 'WHY' }];
  const rows = fields.map(({ field, value, reason }) => [
    style.odd(printable(field)),
    printable(value),
    printable(reason),
  ]);
  return table(columns, rows, { title: style.faint });
}

function receipt(given: Receipt | undefined, { good, odd, faint }: Style): string[] {
  if (!given) return [odd('Not given yet: keep the local copy.')];
  const { safeToDelete, reason, checked, checkedAt, committedAt } = given;
  const why = safeToDelete
    ? 'every file was read back from the archive and compared'
    : (reason ?? 'not read back yet');
  const how = checked === 'sha256' ? 'SHA-256, end to end' : 'size and CRC-32, on receipt';
  return pairs(
    [
      ['safe to delete locally', `${safeToDelete ? good('yes') : odd('no')}: ${printable(why)}`],
      ['checked', `${how}, ${humanTime(checkedAt)}`],
      ['committed', humanTime(committedAt)],
    ],
    faint,
  );
}
