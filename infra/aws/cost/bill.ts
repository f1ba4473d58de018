import type { Graph } from '../graph/graph.ts';
import { METERS } from './meters/index.ts';
import { PRICES, type PriceKey, type Prices } from './prices.ts';
import type { BillPart, Quantity } from './quantity.ts';
import type { Usage } from './usage.ts';

/** One line of the bill, in dollars. */
export interface Line extends Quantity {
  /** By the list. */
  readonly list: number;
  /** What the free tier takes off, for as long as the account exists. */
  readonly free: number;
  /** list - free. */
  readonly due: number;
}

/** The bill of one month: what the graph holds, used as the usage file says. */
export function bill(graph: Graph, usage: Usage, month: number, prices: Prices = PRICES): readonly Line[] {
  return price(
    METERS.flatMap((meter) => meter({ graph, usage, month })),
    prices,
  );
}

/** The free tier of a price is shared by its lines in proportion, so that the order of lines changes nothing. */
export function price(quantities: readonly Quantity[], prices: Prices = PRICES): readonly Line[] {
  const totals = new Map<PriceKey, number>();
  for (const { price: key, amount } of quantities) totals.set(key, (totals.get(key) ?? 0) + amount);
  return quantities
    .filter(({ amount }) => amount > 0)
    .map((quantity) => {
      const { usd, per, free = 0 } = prices[quantity.price];
      const list = (quantity.amount / per) * usd;
      const covered = Math.min(1, free / (totals.get(quantity.price) ?? 1));
      return { ...quantity, list, free: list * covered, due: list * (1 - covered) };
    });
}

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { due }) => sum + due, 0);

export const totalOf = (lines: readonly Line[], part: BillPart): number =>
  total(lines.filter((line) => line.part === part));
