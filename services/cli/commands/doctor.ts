import type { AddCommand, Context } from '../context.ts';
import { CHECKS, examine, type Finding } from '../doctor/checks.ts';
import { probe } from '../doctor/probe.ts';
import type { Exit } from '../exit-codes.ts';
import { plural, printable } from '../output/human.ts';
import type { Style } from '../output/style.ts';

interface Options {
  readonly url?: string;
  readonly probe?: boolean;
  readonly json?: boolean;
}

export const addDoctor: AddCommand = (program, run) => {
  program
    .command('doctor')
    .summary('look whether a platform is well')
    .usage('[options]')
    .description(
      'Looks at a platform from outside: certificate, door, key, search, stores and queues. With --probe a tiny ' +
        'session goes the whole way too, and stays. Ends with 1 where something is bad.',
    )
    .option('--url <address>', 'another platform than that of the settings')
    .option('--probe', 'push a session and wait until it is found and processed')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  sessions doctor
  sessions doctor --url https://sessions.example.org --probe`,
    )
    .action((options: Options) => run(options, (context) => look(options, context)));
};

async function look(options: Options, { screen, apiAt, clock, signal }: Context): Promise<Exit> {
  const { url, api } = await apiAt(options.url);
  const checks = options.probe ? [...CHECKS, probe] : CHECKS;
  const width = Math.max(...checks.map(({ name }) => name.length));
  if (!screen.json) screen.lines([url, '']);
  const findings = await examine({ url, api, clock, signal }, checks, (finding) => {
    if (!screen.json) screen.lines([line(finding, width, screen.style)]);
  });
  const found = findings.filter(({ verdict }) => verdict === 'bad').length;
  if (screen.json) screen.document({ url, well: found === 0, findings });
  else
    screen.lines([
      '',
      found === 0 ? 'It is well.' : `${plural(found, 'thing')} to mend; docs/runbooks say how.`,
    ]);
  return found === 0 ? 'ok' : 'failed';
}

function line({ check, verdict, detail }: Finding, width: number, style: Style): string {
  const mark = { good: style.good('✓'), odd: style.odd('!'), bad: style.bad('✗') }[verdict];
  return `  ${mark} ${check.padEnd(width)}  ${printable(detail)}`;
}
