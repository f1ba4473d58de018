/** Names of the secrets that services may ask for. */
export type SecretName = 'token-signing' | 'receipt-signing';

/**
 * Secrets by name. `token-signing` is 32 random bytes (base64url) for HS256;
 * `receipt-signing` is an Ed25519 private key as a JWK in JSON.
 */
export interface Secrets {
  get(name: SecretName): Promise<string>;
}
