import type { Graph } from '../graph/graph.ts';
import type { PriceKey } from './prices.ts';
import type { Usage } from './usage.ts';

/** The parts that a bill is summed by, in the order of the tables. */
export const BILL_PARTS = [
  'archive',
  'results',
  'other stores',
  'functions',
  'bus',
  'gateway',
  'search',
  'network',
  'watching',
  'secrets',
  'sandboxes',
  'warehouse',
] as const;
export type BillPart = (typeof BILL_PARTS)[number];

/** So much of one priced thing, and how it was come by. */
export interface Quantity {
  readonly part: BillPart;
  readonly what: string;
  readonly price: PriceKey;
  /** In the price's units, for one month. */
  readonly amount: number;
}

export interface Metered {
  readonly graph: Graph;
  readonly usage: Usage;
  /** 1 is the first month that the platform runs. */
  readonly month: number;
}

/** Reads from the graph what there is, from the usage what flows through it. */
export type Meter = (of: Metered) => readonly Quantity[];

/** `1 rule`, `2 rules`. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

export const HOURS = 730;
export const DAYS = 365 / 12;
export const GB = 1e9;
