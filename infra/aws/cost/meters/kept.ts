import type { StoreName } from '../../../../shared/ports/objects.ts';
import { staysOf } from '../lifecycle.ts';
import { PRICES, type PriceKey, priceKey } from '../prices.ts';
import { type BillPart, DAYS, GB, type Metered, type Quantity } from '../quantity.ts';

/** What comes into a store each day and stays. */
export interface Inflow {
  readonly store: StoreName;
  readonly part: BillPart;
  readonly bytes: number;
  readonly objects: number;
}

/**
 * Bytes kept in each storage class, as they stand on the month's last day, and the transitions during the month.
 * The last day is a little too much: the month's average is half a month's inflow less.
 */
export function kept({ graph, month }: Metered, inflow: Inflow): readonly Quantity[] {
  const age = month * DAYS;
  const within = (from: number, to: number) => Math.max(0, Math.min(to, age) - from);
  const { part, store } = inflow;
  return staysOf(graph, store).flatMap(({ storageClass, from, to }): Quantity[] => {
    const days = within(from, to);
    const bytes: Quantity = {
      part,
      what: `${store}, ${named(storageClass)}`,
      price: priceKey('s3', storageClass),
      amount: (inflow.bytes * days) / GB,
    };
    const moved = inflow.objects * Math.min(DAYS, Math.max(0, age - from));
    return [bytes, ...moves(inflow, storageClass, moved), ...monitored(inflow, storageClass, days)];
  });
}

function moves({ part, store }: Inflow, storageClass: string, amount: number): readonly Quantity[] {
  const price = `s3.to.${storageClass}`;
  if (!(price in PRICES)) return [];
  return [{ part, what: `${store}, moves to ${named(storageClass)}`, price: price as PriceKey, amount }];
}

/** Intelligent-Tiering takes a fee for each object that it watches. */
function monitored(
  { part, store, objects }: Inflow,
  storageClass: string,
  days: number,
): readonly Quantity[] {
  if (!storageClass.startsWith('INTELLIGENT_TIERING')) return [];
  const what = `${store}, objects watched`;
  return [{ part, what, price: 's3.INTELLIGENT_TIERING.objects', amount: objects * days }];
}

const NAMES: Readonly<Record<string, string>> = {
  STANDARD: 'Standard',
  STANDARD_IA: 'Standard-IA',
  GLACIER_IR: 'Glacier Instant Retrieval',
  DEEP_ARCHIVE: 'Deep Archive',
  INTELLIGENT_TIERING: 'Intelligent-Tiering',
  'INTELLIGENT_TIERING.infrequent': 'Intelligent-Tiering after 30 days',
  'INTELLIGENT_TIERING.instant': 'Intelligent-Tiering after 90 days',
};
const named = (storageClass: string): string => NAMES[storageClass] ?? storageClass;
