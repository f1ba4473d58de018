import type { AddCommand, Context } from '../../context.ts';
import type { Exit } from '../../exit-codes.ts';
import { listSandboxes } from '../../output/sandbox.ts';

interface Options {
  readonly all?: boolean;
  readonly json?: boolean;
}

export const addList: AddCommand = (program, run) => {
  program
    .command('list')
    .summary('list sandboxes, the newest first')
    .description('Lists the sandboxes that live; with --all also those that have ended or failed.')
    .option('--all', 'also those that are over')
    .option('--json', 'one JSON document a line for each sandbox')
    .action((options: Options) => run(options, (context) => list(options, context)));
};

async function list({ all = false }: Options, { screen, api, signal }: Context): Promise<Exit> {
  const found = [];
  for await (const { sandboxes } of (await api()).sandboxesAll({}, signal)) {
    found.push(...sandboxes.filter(({ endedAt }) => all || endedAt === undefined));
  }
  if (screen.json) for (const sandbox of found) screen.document(sandbox);
  else screen.lines(found.length > 0 ? listSandboxes(found, screen) : ['There is no sandbox.']);
  return 'ok';
}
