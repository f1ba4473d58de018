import { Command, InvalidArgumentError, Option } from 'commander';
import { defaultHome } from '../../shared/settings/home.ts';
import { runLocal } from './run.ts';

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It is 0 to 65535.');
  return value;
};

const command = new Command('npm start --')
  .description(
    'Runs the whole platform on this workstation: stores, queues, services, API and a real OpenSearch.',
  )
  .option(
    '--home <DIR>',
    'where everything is kept',
    process.env.SESSIONS_HOME ?? defaultHome(process.env, process.platform),
  )
  .option('--port <N>', 'port of the API, on loopback', port, 8080)
  .addOption(
    new Option('--examples', 'push the example sessions when the archive is empty, without asking').conflicts(
      'empty',
    ),
  )
  .addOption(new Option('--empty', 'never offer the example sessions').conflicts('examples'))
  .addHelpText(
    'after',
    `
OpenSearch is found in this order:
  OPENSEARCH_URL           the address of one that runs already (SESSIONS_INDEX_PREFIX
                           goes before the names of its indices)
  a JDK of 21 or later     and Maven, which fetches it once (69 MB)
  a Docker engine          which fetches its image once

Messages to people lie in the folder outbox of the home. They go out as well with:
  SESSIONS_SMTP_URL        smtps://user:password@host, and SESSIONS_MAIL_FROM
  SESSIONS_SLACK_WEBHOOK   https://…, or channel=https://… for each channel
  SESSIONS_OPERATORS       whom to tell what fails: addresses, parted by commas`,
  )
  .parse();

process.exitCode = await runLocal(
  command.opts<{ home: string; port: number; examples?: true; empty?: true }>(),
);
