import type { FoundSession } from '../../../shared/api/sessions.ts';
import type { AddCommand, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import type { Console } from '../output/console.ts';
import { humanBytes, humanTime, plural, printable } from '../output/human.ts';
import { table } from '../output/table.ts';

interface Options {
  readonly limit: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Sessions asked for at once. */
const PAGE = 500;

export const addFind: AddCommand = (program, run) => {
  program
    .command('find')
    .summary('find sessions by anything that is known of them')
    .usage('[QUERY...] [options]')
    .description(
      'Finds sessions by their metadata. Bare words search everything; without a query all sessions are listed, ' +
        'newest first.',
    )
    .argument('[query...]', 'words and conditions; quote them, so that the shell leaves > and ~ alone')
    .option('--limit <N>', 'show at most N sessions', '20')
    .option('--all', 'show all of them')
    .option('--json', 'one JSON document a line for each session')
    .addHelpText(
      'after',
      `
The language:
  marta                           a word, anywhere
  marta~                          also misspelt
  subject.name: marta             in one key (the end of a key is enough: name: marta)
  age >= 30                       numbers and dates: < <= > >=
  recorded_at: 2026-01..2026-03   a range, both ends included
  region: "V1"                    exactly these words
  and  or  not  ( )               combined

Examples:
  sessions find martha~ age:30..40
  sessions find 'rig: "setup 2" and not quality: bad'
  sessions find 'recorded_at >= 2026-01-01' --all --json | jq -r .id`,
    )
    .action((words: string[], options: Options) => {
      const query = words.join(' ');
      return run(options, (context) => find(query, options, context), { query });
    });
};

async function find(query: string, options: Options, { screen, api, signal }: Context): Promise<Exit> {
  const limit = options.all ? Number.POSITIVE_INFINITY : parseLimit(options.limit);
  const ask = { ...(query !== '' && { q: query }), limit: String(Math.min(limit, PAGE)) };
  const found: FoundSession[] = [];
  let shown = 0;
  let total = 0;
  let hints: readonly string[] = [];
  for await (const page of (await api()).findAll(ask, signal)) {
    const sessions = page.sessions.slice(0, limit - shown);
    shown += sessions.length;
    total = page.total;
    hints = page.hints;
    if (screen.json) for (const session of sessions) screen.document(session);
    else found.push(...sessions);
    if (shown >= limit) break;
  }
  if (!screen.json) screen.lines(shown > 0 ? listing(found, total, screen) : nothing(query, hints));
  return shown > 0 ? 'ok' : 'nothing';
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CliError('usage', `--limit is a number from 1 on, not "${text}".`);
}

const COLUMNS = [
  { title: 'ID' },
  { title: 'RECORDED' },
  { title: 'SUBJECT' },
  { title: 'SOURCE' },
  { title: 'SIZE', align: 'right' },
  { title: 'MATCHED' },
] as const;

function listing(sessions: readonly FoundSession[], total: number, { style, width }: Console): string[] {
  const rows = sessions.map(({ id, recordedAt, subject, source, bytes, matched, quarantined }) => [
    style.strong(id),
    recordedAt === undefined ? '' : printable(humanTime(recordedAt)),
    printable(subject.join(', ')),
    printable(source),
    humanBytes(bytes),
    matched.map(printable).join(' · ') + (quarantined.length > 0 ? style.odd(mark(quarantined)) : ''),
  ]);
  const more = total > sessions.length ? style.faint('   (--all shows all of them, --limit N more)') : '';
  const count =
    total > sessions.length ? `${sessions.length} of ${plural(total, 'session')}` : plural(total, 'session');
  return [...table(COLUMNS, rows, { width, title: style.faint }), '', `${count}${more}`];
}

const mark = (quarantined: readonly string[]): string => `  ! ${quarantined.map(printable).join(', ')}`;

function nothing(query: string, hints: readonly string[]): string[] {
  if (query === '') return ['There is no session yet. Put one in: sessions push DIR'];
  return [
    'No session matches.',
    ...(hints.length > 0 ? [`Keys that were perhaps meant: ${hints.map(printable).join(', ')}`] : []),
  ];
}
