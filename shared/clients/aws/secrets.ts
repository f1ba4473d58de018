import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../ports/clock.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Environment } from '../../service/environment.ts';
import { Fault } from '../../service/errors.ts';
import { systemClock } from '../clock.ts';
import { openSecrets, readSecrets } from './secret-values.ts';

/** The secrets of the environment, from Secrets Manager. */
export const openSecretsManager = (
  { secrets }: Pick<Environment, 'secrets'>,
  clock: Clock = systemClock,
): Secrets => secretsManager({ client: openSecrets(), arns: secrets, clock });

/** A secret is kept for five minutes. Throws a Fault where it was never made. */
export function secretsManager(options: {
  client: SecretsManagerClient;
  arns: Environment['secrets'];
  clock: Clock;
}): Secrets {
  const read = readSecrets(options);
  return {
    async get(name) {
      const arn = options.arns[name];
      if (arn === undefined)
        throw new Error(`The environment names no secret "${name}": the manifest asks for none.`);
      const value = await read(arn);
      if (value !== undefined) return value;
      throw new Fault(
        'internal-error',
        `The secret "${name}" has no value yet: make it with \`sessions keys bootstrap\`.`,
      );
    },
  };
}
