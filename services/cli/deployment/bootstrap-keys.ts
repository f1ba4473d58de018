import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openS3Stores } from '../../../shared/clients/aws/objects/index.ts';
import { areaOf } from '../../../shared/service/wire.ts';
import type { Context } from '../context.ts';
import type { Exit } from '../exit-codes.ts';
import { pairs } from '../output/table.ts';
import { askAws } from './ask-aws.ts';
import { bootstrap } from './bootstrap.ts';
import { type Deployment, readDeployment } from './outputs.ts';

export interface BootstrapOptions {
  readonly deployment: string;
  readonly label: string;
  readonly again?: boolean;
  readonly json?: boolean;
}

/** `sessions keys bootstrap`, with the credentials of AWS that the environment names. */
export async function bootstrapKeys(options: BootstrapOptions, { screen, clock }: Context): Promise<Exit> {
  const deployment = await readDeployment(options.deployment);
  const { region, ledger, url } = deployment;
  const secrets = new SecretsManagerClient({ region });
  const gateway = new APIGatewayClient({ region });
  try {
    const stores = openS3Stores({ stores: { ledger } }, { region });
    const keys = areaOf({ stores }, 'ledger/keys');
    const world = { keys, secrets, gateway, clock };
    const { id, text, made } = await askAws(() =>
      bootstrap(deployment, world, { label: options.label, again: options.again ?? false }),
    );
    if (screen.json) screen.document({ id, key: text, secrets: made });
    else screen.lines([...described(deployment, id, made), '', text, '', ...next(url)]);
    return 'ok';
  } finally {
    secrets.destroy();
    gateway.destroy();
  }
}

const described = (deployment: Deployment, id: string, made: readonly string[]): string[] =>
  pairs([
    ['platform', deployment.url],
    ['secrets', made.length > 0 ? `made: ${made.join(', ')}` : 'there already'],
    ['key', id],
  ]);

const next = (url: string): string[] => [
  'This is the key; it is kept nowhere and not shown again. From now on:',
  '',
  `  export SESSIONS_URL=${url}`,
  '  export SESSIONS_KEY=…',
  '  sessions doctor',
];
