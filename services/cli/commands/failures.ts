import type { Failures } from '../../../shared/api/status.ts';
import type { AddCommand, Context } from '../context.ts';
import { CliError } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import type { Console } from '../output/console.ts';
import { humanTime, plural, printable } from '../output/human.ts';
import { table } from '../output/table.ts';

type Failure = Failures['failures'][number];

interface Options {
  readonly cause?: string;
  readonly session?: string;
  readonly json?: boolean;
}

export const addFailures: AddCommand = (program, run) => {
  program
    .command('failures')
    .summary('list what could not be used, with its cause')
    .description(
      'Lists the inbox: input that the platform refused, and events that it could not handle. ' +
        'Nothing of it is lost; --json shows what came in.',
    )
    .option('--cause <C>', 'only failures of this cause, as `sessions status` names them')
    .option('--session <ID>', 'only failures of this session')
    .option('--json', 'one JSON document a line for each failure')
    .addHelpText(
      'after',
      `
Examples:
  sessions failures
  sessions failures --cause checksum-mismatch
  sessions failures --json | jq -r .input`,
    )
    .action((options: Options) => run(options, (context) => list(options, context)));
};

async function list(options: Options, { screen, api, signal }: Context): Promise<Exit> {
  const { cause, session } = options;
  if (cause !== undefined && !/^[a-z-]{1,64}$/.test(cause))
    throw new CliError('usage', `--cause is an error code such as checksum-mismatch, not "${cause}".`);
  const query = { ...(cause !== undefined && { cause }), ...(session !== undefined && { session }) };
  const failures: Failure[] = [];
  for await (const page of (await api()).failuresAll(query, signal)) {
    if (screen.json) for (const failure of page.failures) screen.document(failure);
    else failures.push(...page.failures);
  }
  if (!screen.json) screen.lines(failures.length > 0 ? listing(failures, screen) : ['No failures.']);
  return 'ok';
}

function listing(failures: readonly Failure[], { style }: Console): string[] {
  const heads = table(
    [{ title: 'WHEN' }, { title: 'CAUSE' }, { title: 'SESSION' }, { title: 'SERVICE' }, { title: 'FIELD' }],
    failures.map(({ at, cause, session = '', service, field = '' }) => [
      humanTime(at),
      style.odd(printable(cause)),
      printable(session),
      printable(service),
      printable(field),
    ]),
    { title: style.faint },
  );
  const [titles = '', ...rows] = heads;
  const blocks = failures.flatMap(({ detail }, index) => [rows[index] ?? '', `  ${printable(detail)}`]);
  return [titles, ...blocks, '', plural(failures.length, 'failure')];
}
