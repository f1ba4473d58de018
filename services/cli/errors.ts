/** What can go wrong before the platform is asked. */
export const CLI_ERRORS = {
  usage: { exit: 'usage', title: 'The command line cannot be understood.', todo: 'See: sessions --help' },
  'platform-unreachable': {
    exit: 'unreachable',
    title: 'No platform runs here.',
    todo: 'Start it: npm start. Or say where one is: SESSIONS_HOME (a local one) or SESSIONS_URL.',
  },
  'key-missing': {
    exit: 'refused',
    title: 'There is no API key for this platform.',
    todo: 'Set SESSIONS_KEY.',
  },
  'settings-invalid': {
    exit: 'usage',
    title: 'A setting cannot be used.',
    todo: 'Correct the environment variable that the message names.',
  },
  'deployment-invalid': {
    exit: 'usage',
    title: 'The outputs of the stack cannot be used.',
    todo: 'Give what this prints: pulumi stack output --json',
  },
  'keys-there': {
    exit: 'refused',
    title: 'The stack has keys already.',
    todo: 'Use one of them; or, where all are lost, repeat it with --again.',
  },
  'aws-refused': {
    exit: 'failed',
    title: 'AWS did not do what it was asked for.',
    todo: 'Look at the credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID), at their rights, and whether the outputs are of this stack.',
  },
  interrupted: {
    exit: 'interrupted',
    title: 'The command was interrupted.',
    todo: 'Repeat it: a push goes on where it stopped and sends nothing twice.',
  },
} as const;

export type CliErrorCode = keyof typeof CLI_ERRORS;

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly todo: string;
  readonly exit: (typeof CLI_ERRORS)[CliErrorCode]['exit'];
  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.todo = CLI_ERRORS[code].todo;
    this.exit = CLI_ERRORS[code].exit;
  }
}
