import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
} from '@aws-sdk/client-api-gateway';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Objects } from '../../../shared/ports/objects.ts';
import type { SecretName } from '../../../shared/ports/secrets.ts';
import { SCOPES } from '../../../shared/service/auth.ts';
import { makeKey } from '../../../shared/service/keys.ts';
import { newSecret } from '../../../shared/service/new-secret.ts';
import { CliError } from '../errors.ts';
import type { Deployment } from './outputs.ts';

export interface BootstrapWorld {
  /** The area `ledger/keys`. */
  readonly keys: Objects;
  readonly secrets: SecretsManagerClient;
  readonly gateway: APIGatewayClient;
  readonly clock: Clock;
}

export interface Bootstrapped {
  readonly id: string;
  /** The key itself; it is kept nowhere. */
  readonly text: string;
  /** Secrets that had no value yet. */
  readonly made: readonly SecretName[];
}

/**
 * Gives a new stack what Pulumi leaves empty, so that no state file ever holds it: the values of the secrets, and the
 * first key, which may do everything. A key joins the usage plan by its id, which is no secret. What is there already
 * stays. `again`: another key although there are some, for whoever lost the first.
 * Throws the CliError keys-there.
 */
export async function bootstrap(
  deployment: Deployment,
  { keys, secrets, gateway, clock }: BootstrapWorld,
  options: { label: string; again: boolean },
): Promise<Bootstrapped> {
  const { objects } = await keys.list({ prefix: '', limit: 1 });
  if (objects.length > 0 && !options.again)
    throw new CliError('keys-there', 'This stack has keys already; nothing was changed.');
  const wanted = { 'token-signing': deployment.tokenSigning, 'receipt-signing': deployment.receiptSigning };
  const made: SecretName[] = [];
  for (const [name, arn] of Object.entries(wanted) as [SecretName, string][])
    if (await giveValue(secrets, name, arn)) made.push(name);
  const key = await makeKey(keys, clock, { label: options.label, scopes: SCOPES, sources: '*' });
  try {
    await joinPlan(gateway, deployment.usagePlan, key.id);
  } catch (error) {
    // A key outside of the plan is refused by the gateway: it must not look like one that works.
    await keys.remove(`${key.id}.json`);
    throw error;
  }
  return { ...key, made };
}

/** Whether it had none. */
async function giveValue(secrets: SecretsManagerClient, name: SecretName, arn: string): Promise<boolean> {
  try {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString) return false;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
  }
  await secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: newSecret(name) }));
  return true;
}

async function joinPlan(gateway: APIGatewayClient, usagePlanId: string, key: string): Promise<void> {
  const { id } = await gateway.send(new CreateApiKeyCommand({ name: key, value: key, enabled: true }));
  try {
    await gateway.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: id, keyType: 'API_KEY' }));
  } catch (error) {
    // Should it stay, it opens nothing: what is to be told is why it could not join.
    await gateway.send(new DeleteApiKeyCommand({ apiKey: id })).catch(() => undefined);
    throw error;
  }
}
