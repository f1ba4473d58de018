import type { WholeStatus } from '../../../shared/api/status.ts';
import type { AddCommand, Context } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import { humanBytes, humanCount, plural, printable } from '../output/human.ts';
import { timeline } from '../output/session.ts';
import type { Style } from '../output/style.ts';
import { pairs, table } from '../output/table.ts';

export const addStatus: AddCommand = (program, run) => {
  program
    .command('status')
    .summary('show how the platform is, or how far a session is')
    .usage('[ID] [options]')
    .description(
      'Shows how much the platform holds, whether it answers, and what waits or failed in it; with the id of a ' +
        'session, when that session reached each stage.',
    )
    .argument('[id]', "a session's id, for its timeline alone")
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  sessions status
  sessions status marta-2026-03-02-ecg-rest
  sessions status --json | jq .queues`,
    )
    .action((id: string | undefined, options: { json?: boolean }) =>
      run(options, (context) => (id === undefined ? showStatus(context) : showStages(id, context))),
    );
};

async function showStatus({ screen, api, signal }: Context): Promise<Exit> {
  const status = await (await api()).status(signal);
  if (screen.json) screen.document(status);
  else screen.lines(describe(status, screen.style));
  return 'ok';
}

async function showStages(id: string, { screen, api, signal }: Context): Promise<Exit> {
  const session = await (await api()).session(id, signal);
  const { record, indexed } = session;
  if (screen.json) screen.document({ id: record.id, stages: record.stages, ...(indexed && { indexed }) });
  else screen.lines([printable(record.id), ...timeline(session, screen.style).map((line) => `  ${line}`)]);
  return 'ok';
}

const QUEUES = [
  { title: 'QUEUE' },
  { title: 'WAITING', align: 'right' },
  { title: 'IN WORK', align: 'right' },
  { title: 'LATER', align: 'right' },
  { title: 'DEAD', align: 'right' },
] as const;

function describe(
  { sessions, bytes, search, failures, outbox, queues }: WholeStatus,
  style: Style,
): string[] {
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const causes = failures.map(({ cause, count }) => `${humanCount(count)} ${printable(cause)}`).join(', ');
  const about = [
    [
      'sessions',
      search.ok ? `${humanCount(sessions)}, ${humanBytes(bytes)}` : 'not known while search does not answer',
    ],
    ['search', search.ok ? style.good('answers') : style.bad(printable(search.detail ?? 'does not answer'))],
    ['failures', failed === 0 ? 'none' : `${style.odd(causes)} ${style.faint('(sessions failures)')}`],
    ['outbox', outbox === 0 ? 'empty' : `${plural(outbox, 'event')} to be published`],
  ] as const;
  const rows = queues.map(({ queue, waiting, inFlight, delayed, dead }) => [
    printable(queue),
    humanCount(waiting),
    humanCount(inFlight),
    humanCount(delayed),
    dead > 0 ? style.bad(humanCount(dead)) : '0',
  ]);
  return [...pairs(about, style.faint), '', ...table(QUEUES, rows, { title: style.faint })];
}
