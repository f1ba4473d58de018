import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretName, Secrets } from '../../ports/secrets.ts';
import { newSecret } from '../../service/new-secret.ts';
import { writeFileOnce } from './files.ts';

/**
 * Secrets as files that only their owner may read, one a secret, made when first asked for. Losing `token-signing`
 * ends the running tokens; `receipt-signing` belongs into the backup of the home.
 */
export function openLocalSecrets(folder: string): Secrets {
  const known = new Map<SecretName, Promise<string>>();
  return {
    get: (name) => {
      const value = known.get(name) ?? readOrMake(folder, name);
      known.set(name, value);
      return value;
    },
  };
}

async function readOrMake(folder: string, name: SecretName): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  await writeFileOnce(file, () => newSecret(name), 0o600);
  return (await readFile(file, 'utf8')).trim();
}
