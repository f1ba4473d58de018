import type { Graph } from '../graph/graph.ts';
import { type Alternative, alternatives, type Captures, eventsOf, withoutSearch } from './alternatives.ts';
import { bill, type Line, total, totalOf } from './bill.ts';
import { PRICES, type Price } from './prices.ts';
import { BILL_PARTS, type BillPart } from './quantity.ts';
import { type Cells, dollars } from './table.ts';
import type { Usage } from './usage.ts';

/** The months that are shown: the first, when the archive is a year old, when a year lies in Deep Archive. */
export const MONTHS = [1, 12, 24] as const;
/** The month of the aim and of the tables in detail. */
export const AIMED_MONTH = 12;

export interface Table {
  readonly title: string;
  readonly heads: Cells;
  readonly rows: readonly Cells[];
}

/** Every table of the report, computed from the captures; the last one, line by line, of the capture `inDetail`. */
export function tables(
  captures: Captures,
  usage: Usage,
  inDetail: 'oneZone' | 'twoZones' = 'oneZone',
): readonly Table[] {
  const all = alternatives(captures, usage, AIMED_MONTH);
  return [
    aims(captures, usage),
    byPart('One zone', captures.oneZone, usage),
    byPart('Two zones', captures.twoZones, usage),
    alternativesTable(all),
    lineTable(
      bill(captures[inDetail], usage, AIMED_MONTH),
      inDetail === 'oneZone' ? 'one zone' : 'two zones',
    ),
  ];
}

/** What ten sessions of 600 MB a day may cost. */
const AIMS = { 'with search': 60, 'without search': 25 } as const;

/** Which configuration reaches which aim. */
function aims({ oneZone, oneZoneOtherEvents }: Captures, usage: Usage): Table {
  const row = (what: keyof typeof AIMS, graph: Graph): Cells => {
    const due = total(bill(what === 'with search' ? graph : withoutSearch(graph), usage, AIMED_MONTH));
    const way = `\`sessions:events: ${eventsOf(graph)}\``;
    return [what, way, dollars(due), `< ${dollars(AIMS[what])}`, due < AIMS[what] ? 'yes' : 'no'];
  };
  return {
    title: `The aim: one zone, month ${AIMED_MONTH}`,
    heads: ['', 'configuration', '>dollars a month', '>aim', 'met'],
    rows: (Object.keys(AIMS) as (keyof typeof AIMS)[]).flatMap((what) => [
      row(what, oneZone),
      row(what, oneZoneOtherEvents),
    ]),
  };
}

function byPart(title: string, graph: Captures['oneZone'], usage: Usage): Table {
  const bills = MONTHS.map((month) => bill(graph, usage, month));
  const free = (lines: readonly Line[], part?: BillPart) =>
    lines.reduce((sum, line) => sum + (part === undefined || line.part === part ? line.free : 0), 0);
  const aimed = bills[MONTHS.indexOf(AIMED_MONTH)] ?? [];
  const shown = BILL_PARTS.filter((part) => bills.some((lines) => lines.some((line) => line.part === part)));
  return {
    title: `${title}, dollars a month`,
    heads: ['part', ...MONTHS.map((month) => `>month ${month}`), `>free tier saves (month ${AIMED_MONTH})`],
    rows: [
      ...shown.map((part) => [
        part,
        ...bills.map((lines) => dollars(totalOf(lines, part))),
        dollars(free(aimed, part)),
      ]),
      ['total', ...bills.map((lines) => dollars(total(lines))), dollars(free(aimed))],
    ],
  };
}

function alternativesTable(all: readonly Alternative[]): Table {
  const [base] = all;
  const usual = total(base?.lines ?? []);
  return {
    title: `Other ways to run it, month ${AIMED_MONTH}`,
    heads: ['', '>dollars a month', '>difference'],
    rows: all.map(({ title, lines }, at) => [
      title,
      dollars(total(lines)),
      at === 0 ? '' : signed(total(lines) - usual),
    ]),
  };
}

const signed = (usd: number): string => `${usd < 0 ? '−' : '+'}${dollars(Math.abs(usd))}`;

/** Lines below half a cent are summed: they say nothing alone. */
function lineTable(lines: readonly Line[], where: string): Table {
  const shown = lines.filter(({ list }) => list >= 0.005).toSorted((a, b) => b.due - a.due);
  const rest = lines.filter(({ list }) => list < 0.005);
  return {
    title: `Every line, ${where}, month ${AIMED_MONTH}`,
    heads: ['part', 'what', '>amount', 'unit', '>list', '>free', '>due'],
    rows: [
      ...shown.map((line) => {
        const { unit }: Price = PRICES[line.price];
        return [
          line.part,
          line.what,
          rounded(line.amount),
          unit,
          dollars(line.list),
          line.free > 0 ? dollars(line.free) : '',
          dollars(line.due),
        ];
      }),
      ['', `${rest.length} lines below half a cent`, '', '', dollars(total(rest)), '', dollars(total(rest))],
    ],
  };
}

/** Three or more significant digits, thousands apart. */
const rounded = (amount: number): string =>
  amount >= 100 ? Math.round(amount).toLocaleString('en-US') : String(Number(amount.toPrecision(3)));
