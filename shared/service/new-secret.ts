import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { SecretName } from '../ports/secrets.ts';

const MAKERS: Readonly<Record<SecretName, () => string>> = {
  'token-signing': () => randomBytes(32).toString('base64url'),
  'receipt-signing': () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex') });
  },
};

/** A new value for a secret, in the form that shared/ports/secrets.ts says. */
export const newSecret = (name: SecretName): string => MAKERS[name]();
