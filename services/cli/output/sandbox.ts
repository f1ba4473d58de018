import type { Sandbox } from '../../../shared/api/sandboxes.ts';
import type { Console } from './console.ts';
import { humanBytes, humanDuration, humanTime, plural, printable } from './human.ts';
import type { Style } from './style.ts';
import { pairs, table } from './table.ts';

/** Sessions that are named one by one. */
const SESSIONS_SHOWN = 50;

/** One sandbox for a person: how far it is, what it holds and costs, where it is, how long it lasts. */
export function describeSandbox(
  sandbox: Sandbox,
  style: Style,
  sessionIds: readonly string[] = [],
): string[] {
  const { id, name, sessions, callbackAddresses, requestedAt, query } = sandbox;
  const rows: (readonly [string, string])[] = [
    ['state', paintState(sandbox, style)],
    ...why(sandbox),
    ['content', contentOf(sandbox)],
    ...cost(sandbox),
    ...progress(sandbox),
    ...(sandbox.place === undefined ? [] : [['place', printable(sandbox.place)] as const]),
    ...(query === undefined ? [] : [['query', printable(query)] as const]),
    ...(callbackAddresses.length > 0
      ? [['tells', callbackAddresses.map(printable).join(', ')] as const]
      : []),
    ['asked for', humanTime(requestedAt)],
    ...times(sandbox),
  ];
  const listed = sessionIds.slice(0, SESSIONS_SHOWN).map((session) => `  ${printable(session)}`);
  const more = sessions - listed.length;
  return [
    `${style.strong(id)}${name === undefined ? '' : `  ${printable(name)}`}`,
    ...pairs(rows, style.faint).map((line) => `  ${line}`),
    ...(listed.length > 0 ? ['', style.strong('Sessions'), ...listed] : []),
    ...(listed.length > 0 && more > 0 ? [style.faint(`  and ${more} more (--json shows all)`)] : []),
  ];
}

const COLUMNS = [
  { title: 'ID' },
  { title: 'STATE' },
  { title: 'SESSIONS', align: 'right' },
  { title: 'SIZE', align: 'right' },
  { title: 'ASKED FOR' },
  { title: 'LASTS UNTIL' },
  { title: 'NAME' },
] as const;

export function listSandboxes(sandboxes: readonly Sandbox[], { style, width }: Console): string[] {
  const rows = sandboxes.map((sandbox) => [
    style.strong(sandbox.id),
    paintState(sandbox, style),
    String(sandbox.sessions),
    sandbox.quote ? humanBytes(sandbox.quote.bytes) : '',
    humanTime(sandbox.requestedAt),
    sandbox.expiresAt === undefined || sandbox.endedAt !== undefined ? '' : humanTime(sandbox.expiresAt),
    printable(sandbox.name ?? ''),
  ]);
  return [
    ...table(COLUMNS, rows, { width, title: style.faint }),
    '',
    sandboxes.length === 1 ? '1 sandbox' : `${sandboxes.length} sandboxes`,
  ];
}

function paintState({ state }: Sandbox, { good, bad, odd, faint }: Style): string {
  if (state === 'ready') return good(state);
  if (state === 'failed') return bad(state);
  return state === 'ended' ? faint(state) : odd(state);
}

function why({ reason, detail }: Sandbox): (readonly [string, string])[] {
  if (reason === undefined) return [];
  return [['why', printable(detail ? `${detail} [${reason}]` : reason)]];
}

function contentOf({ sessions, quote }: Sandbox): string {
  const files = quote ? `, ${plural(quote.files, 'file')}, ${humanBytes(quote.bytes)}` : '';
  return `${plural(sessions, 'session')}${files}`;
}

function cost({ quote, hours }: Sandbox): (readonly [string, string])[] {
  if (!quote) return [];
  const { dollars, minutes, instanceType, archived } = quote;
  const restored = archived > 0 ? `, ${plural(archived, 'file')} from the deep archive first` : '';
  const price = dollars === 0 ? 'nothing' : `$${dollars.toFixed(2)} for ${hours} h`;
  return [
    ['costs', `${price}, about ${humanDuration(minutes * 60_000)} on ${printable(instanceType)}${restored}`],
  ];
}

function progress({ progress: done, quote, state }: Sandbox): (readonly [string, string])[] {
  if (!done || !quote) return [];
  const without = done.withoutSha256 > 0 ? `, ${done.withoutSha256} of them by CRC-32 only` : '';
  if (state === 'ready' || state === 'expiring')
    return [['verified', `${plural(done.files, 'file')}${without}`]];
  return [['copied', `${humanBytes(done.bytes)} of ${humanBytes(quote.bytes)}`]];
}

function times({ readyAt, expiresAt, endedAt, requestedAt }: Sandbox): (readonly [string, string])[] {
  const took = readyAt === undefined ? 0 : Date.parse(readyAt) - Date.parse(requestedAt);
  return [
    ...(readyAt === undefined
      ? []
      : [['ready', `${humanTime(readyAt)}   + ${humanDuration(took)}`] as const]),
    ...(expiresAt === undefined || endedAt !== undefined
      ? []
      : [['lasts until', humanTime(expiresAt)] as const]),
    ...(endedAt === undefined ? [] : [['over', humanTime(endedAt)] as const]),
  ];
}
