import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../ports/clock.ts';
import { TIMEOUTS } from './timeouts.ts';

/** So long a value is kept: each answer costs a call, and a secret that was changed should be seen soon. */
const KEPT_MS = 5 * 60 * 1000;

/** The text of a secret by its ARN; undefined where it has none yet. */
export type ReadSecret = (arn: string) => Promise<string | undefined>;

export const openSecrets = (): SecretsManagerClient => new SecretsManagerClient({ requestHandler: TIMEOUTS });

/** Reads secrets, each at most once in five minutes; one that was missing is looked for again at once. */
export function readSecrets({ client, clock }: { client: SecretsManagerClient; clock: Clock }): ReadSecret {
  const kept = new Map<string, { readonly value: Promise<string | undefined>; readonly until: number }>();

  return async (arn) => {
    const known = kept.get(arn);
    if (known && clock.now() < known.until) return await known.value;
    const asked = { value: ask(client, arn), until: clock.now() + KEPT_MS };
    kept.set(arn, asked);
    const forget = (): void => {
      if (kept.get(arn) === asked) kept.delete(arn);
    };
    try {
      const value = await asked.value;
      if (value === undefined) forget();
      return value;
    } catch (error) {
      forget();
      throw error;
    }
  };
}

async function ask(client: SecretsManagerClient, arn: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
