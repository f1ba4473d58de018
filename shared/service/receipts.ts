import { CompactSign, importJWK, type JWK } from 'jose';
import { SignedReceiptSchema } from '../api/receipt.ts';
import type { ObjectRights } from '../ports/objects.ts';
import { type Receipt, receiptKey, type SignedReceipt } from '../session/receipt.ts';
import { readJson } from './documents.ts';

/** Signs a receipt (EdDSA) with the secret `receipt-signing`, an Ed25519 private key as JWK in JSON. */
export async function signReceipt(receipt: Receipt, secret: string): Promise<SignedReceipt> {
  const jwk = JSON.parse(secret) as JWK;
  const key = await importJWK(jwk, 'EdDSA');
  const jws = await new CompactSign(Buffer.from(JSON.stringify(receipt)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'session-receipt+jws', ...(jwk.kid && { kid: jwk.kid }) })
    .sign(key);
  return { receipt, jws };
}

/** The receipt of a session from the area `ledger/receipts`. */
export async function readReceipt(
  receipts: ObjectRights['read'],
  id: string,
): Promise<SignedReceipt | undefined> {
  return (await readJson(receipts, receiptKey(id), SignedReceiptSchema))?.value;
}

/** Writes the receipt: the first one only where none is, a later one says more than an earlier one and takes its place. */
export async function writeReceipt(
  receipts: ObjectRights['write'],
  signed: SignedReceipt,
  options: { ifNoneMatch?: '*' } = {},
): Promise<void> {
  await receipts.put(
    receiptKey(signed.receipt.session),
    Buffer.from(JSON.stringify(signed, null, 1)),
    options,
  );
}
