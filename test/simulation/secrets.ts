import { generateKeyPairSync } from 'node:crypto';

/** Made once a process: no decision depends on them. */
export const SECRETS = {
  'token-signing': Buffer.alloc(32, 7).toString('base64url'),
  'receipt-signing': JSON.stringify({
    ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
    kid: 'simulation',
  }),
} as const;
