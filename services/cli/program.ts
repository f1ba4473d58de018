import { Command } from 'commander';
import { addDoctor } from './commands/doctor.ts';
import { addFailures } from './commands/failures.ts';
import { addFind } from './commands/find.ts';
import { addKeys } from './commands/keys.ts';
import { addPush } from './commands/push.ts';
import { addResults } from './commands/results.ts';
import { addSandbox } from './commands/sandbox/index.ts';
import { addShow } from './commands/show.ts';
import { addStatus } from './commands/status.ts';
import type { Run } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { type Stream, type Style, styleFor } from './output/style.ts';
import { pairs } from './output/table.ts';
import type { Environment } from './settings.ts';

/** All commands of `sessions`, in the order in which one needs them. */
export function buildProgram({ stdout, env }: { stdout: Stream; env: Environment }, run: Run): Command {
  const style = styleFor(stdout, env);
  const program = new Command('sessions')
    .usage('COMMAND [options]')
    .description('Puts recorded sessions into the platform, finds them, and shows what became of them.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      // Errors are shown by whoever calls the program, as text or as JSON.
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(100, stdout.columns ?? 80),
      getOutHasColors: () => true,
    })
    .configureHelp({
      styleTitle: style.strong,
      styleSubcommandTerm: style.strong,
      subcommandTerm: (command) => `${command.name()} ${command.usage()}`.replace(/ ?\[options\]/, ''),
    })
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', () => afterHelp(style));
  for (const add of [
    addPush,
    addFind,
    addShow,
    addResults,
    addSandbox,
    addStatus,
    addFailures,
    addDoctor,
    addKeys,
  ])
    add(program, run);
  return program;
}

const SETTINGS = [
  ['SESSIONS_HOME', "home of the local platform (default: the user's data folder)"],
  ['SESSIONS_URL', 'address of another platform, such as http://127.0.0.1:8080'],
  ['SESSIONS_KEY', 'API key for it'],
] as const;

function afterHelp({ strong }: Style): string {
  const indent = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');
  const codes = Object.values(EXIT).map(({ code, meaning }) => [String(code), meaning] as const);
  return `
${strong('A first walk:')}
  sessions push ./20210301_161221             a folder becomes a session
  sessions find 'marta~ and age >= 30'        misspelt words and ranges
  sessions show rig-1-20210301_161221         what is known of it, and what became of it

${strong('Settings')} (environment):
${indent(pairs(SETTINGS))}

${strong('Exit codes:')}
${indent(pairs(codes))}

Every command has its own help with examples: sessions push --help`;
}
