/** What a receipt stands for: the nth delivery of a message. */
export interface Delivery {
  readonly seq: number;
  readonly nth: number;
}

export const makeReceipt = ({ seq, nth }: Delivery): string => `${seq}.${nth}`;

/** Undefined for a text that no queue gave out: as void as a receipt that has run out. */
export function readReceipt(receipt: string): Delivery | undefined {
  const [, seq, nth] = /^(\d{1,15})\.(\d{1,15})$/.exec(receipt) ?? [];
  return seq === undefined || nth === undefined ? undefined : { seq: Number(seq), nth: Number(nth) };
}
