import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { importJWK, type JWK } from 'jose';
import type { Secrets } from '../../shared/ports/secrets.ts';

export interface SecretsWorld {
  readonly secrets: Secrets;
  /** The same secrets as another process sees them. */
  reopen(): Secrets;
  close(): Promise<void>;
}

/** What every keeper of secrets does, whatever it is made of. */
export function describeSecrets(name: string, open: () => Promise<SecretsWorld>): void {
  describe(name, () => {
    let world: SecretsWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    test('the secret for tokens has 32 bytes', async () => {
      expect(Buffer.from(await world.secrets.get('token-signing'), 'base64url')).toHaveLength(32);
    });

    test('the secret for receipts is an Ed25519 private key with a name', async () => {
      const jwk = JSON.parse(await world.secrets.get('receipt-signing')) as JWK;
      expect(jwk).toMatchObject({
        kty: 'OKP',
        crv: 'Ed25519',
        d: expect.any(String),
        kid: expect.any(String),
      });
      expect(await importJWK(jwk, 'EdDSA')).toMatchObject({ type: 'private' });
    });

    test('a secret stays what it is, for whoever asks and however many ask at once', async () => {
      const asked = await Promise.all([
        world.secrets.get('token-signing'),
        world.reopen().get('token-signing'),
        world.reopen().get('token-signing'),
      ]);
      expect(new Set(asked).size).toBe(1);
    });
  });
}
