import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compactVerify, importJWK, type JWK } from 'jose';
import { readReceipt, signReceipt, writeReceipt } from '../../../shared/service/receipts.ts';
import type { Receipt } from '../../../shared/session/receipt.ts';
import { openWorld, type TestWorld } from '../../services/world.ts';

const receipt: Receipt = {
  session: 's1',
  source: 'rig-1',
  manifestSha256: 'a'.repeat(64),
  files: 1,
  bytes: 5,
  committedAt: '2026-01-01T00:00:00.000Z',
  checked: 'sha256',
  checkedAt: '2026-01-01T00:00:01.000Z',
  safeToDelete: true,
};

let world: TestWorld;
let secret: string;
beforeAll(async () => {
  world = await openWorld();
  secret = await world.secrets.get('receipt-signing');
});
afterAll(() => world.close());

/** The key that is given out: without the secret part. */
function publicKey(): JWK {
  const { d: _, ...rest } = JSON.parse(secret) as JWK;
  return rest;
}

describe('a signed receipt', () => {
  test('is proved by the public key, and says what the readable one says', async () => {
    const { jws } = await signReceipt(receipt, secret);
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(publicKey(), 'EdDSA'));
    expect(JSON.parse(Buffer.from(payload).toString('utf8'))).toEqual(receipt);
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'session-receipt+jws', kid: publicKey().kid });
  });

  test('is not proved once anything in it was changed', async () => {
    const { jws } = await signReceipt({ ...receipt, safeToDelete: false }, secret);
    const [header, , signature] = jws.split('.');
    const forged = Buffer.from(JSON.stringify(receipt)).toString('base64url');
    const key = await importJWK(publicKey(), 'EdDSA');
    await expect(compactVerify(`${header}.${forged}.${signature}`, key)).rejects.toThrow();
  });

  test('is read as it was written', async () => {
    const signed = await signReceipt(receipt, secret);
    await writeReceipt(world.area('ledger/receipts'), signed);
    expect(await readReceipt(world.area('ledger/receipts'), 's1')).toEqual(signed);
    expect(await readReceipt(world.area('ledger/receipts'), 's2')).toBeUndefined();
  });
});
