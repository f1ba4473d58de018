import Type, { type Static } from 'typebox';

/**
 * What the platform signs about a session. `safeToDelete` is true only when every file was read back from the
 * archive and had the SHA-256 that its source gave: until then the local copy stays.
 */
export const ReceiptSchema = Type.Object({
  session: Type.String(),
  source: Type.String(),
  /** SHA-256 of the committed manifest, which names every file with version, size and hashes. */
  manifestSha256: Type.String(),
  files: Type.Integer(),
  bytes: Type.Integer(),
  committedAt: Type.String(),
  /** `crc32`: the store compared size and CRC-32 of every file on receipt. `sha256`: read back and compared end to end. */
  checked: Type.Union([Type.Literal('crc32'), Type.Literal('sha256')]),
  checkedAt: Type.String(),
  safeToDelete: Type.Boolean(),
  /** Why not, where it is not. */
  reason: Type.Optional(Type.String()),
});

export type Receipt = Static<typeof ReceiptSchema>;

/** A receipt as it is handed over and kept in `receipts/<sessionId>.json`: readable, and signed as a JWS. */
export interface SignedReceipt {
  readonly receipt: Receipt;
  /** Compact JWS (RFC 7515), EdDSA, over the receipt as JSON. */
  readonly jws: string;
}

export const receiptKey = (sessionId: string): string => `${sessionId}.json`;
