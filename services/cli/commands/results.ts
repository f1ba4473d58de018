import { MAX_PAGE_SIZE } from '../../../shared/api/sessions.ts';
import { joinResults } from '../../api-client.ts';
import type { AddCommand, Context } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import { describeResults } from '../output/results.ts';

interface Options {
  readonly json?: boolean;
}

export const addResults: AddCommand = (program, run) => {
  program
    .command('results')
    .summary('show what processing made of a session')
    .usage('ID [options]')
    .description(
      'Shows the tables that were made of a session (Parquet), what the checks of quality say, and which files ' +
        'could not be processed.',
    )
    .argument('<id>', "the session's id, as push and find show it")
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  sessions results rig-1-20210301_161221
  sessions results rig-1-20210301_161221 --json | jq -r '.results[].tables[].parts[].address'`,
    )
    .action((id: string, options: Options) => run(options, (context) => show(id, context)));
};

async function show(id: string, { screen, api, signal }: Context): Promise<Exit> {
  const platform = await api();
  const results = await joinResults(platform.resultsAll(id, { limit: String(MAX_PAGE_SIZE) }, signal));
  if (screen.json) screen.document(results);
  else screen.lines(describeResults(results, screen));
  return 'ok';
}
