/** One statement of an IAM policy. The Sid names the right that it gives. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What IAM allows for all inline policies of one role, in characters without white space. */
export const MAX_INLINE_POLICY = 10_240;

/** What IAM allows for one managed policy, counted the same way. */
export const MAX_MANAGED_POLICY = 6144;

/** As JSON, in the form that IAM takes. */
export const policyDocument = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** `ledger/outbox` -> `LedgerOutbox`: Sids hold letters and digits only. */
export const sidOf = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
