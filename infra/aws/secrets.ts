import * as aws from '@pulumi/aws';
import type { SecretName } from '../../shared/ports/secrets.ts';
import { type Context, Part } from './part.ts';
import type { SecretArns } from './shapes.ts';

const SECRETS: Readonly<Record<SecretName | 'slack-webhooks', string>> = {
  'token-signing': 'Signs the tokens of the API: 32 random bytes, base64url.',
  'receipt-signing': 'Signs receipts: an Ed25519 private key as a JWK in JSON.',
  'slack-webhooks': 'Addresses of Slack webhooks, as JSON.',
};

/** Receipts that were given out can't be verified without the key of their time: it is kept as long as AWS keeps it. */
const RECOVERY_DAYS = 30;

/** Secrets without values: `sessions keys bootstrap` makes those, so that none is ever in Pulumi's state. */
export function makeSecrets({ names }: Context): SecretArns {
  const part = new Part('secrets');
  const arns = Object.entries(SECRETS).map(([name, description]) => {
    const secret = new aws.secretsmanager.Secret(
      name,
      { name: names.secret(name as SecretName), description, recoveryWindowInDays: RECOVERY_DAYS },
      { parent: part },
    );
    return [name, secret.arn];
  });
  return Object.fromEntries(arns) as SecretArns;
}
