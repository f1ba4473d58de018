import type { Batch, Column } from '../../../shared/parquet/columns.ts';
import type { Provenance } from '../../../shared/session/results.ts';
import type { Assessed } from './assess.ts';

/** What a check says of a lead, or of the whole file where `lead` is null. */
export interface QualityRow extends Assessed {
  readonly lead: string | null;
}

export const QUALITY_TABLE = 'quality';

export const QUALITY_COLUMNS: readonly Column[] = [
  { name: 'session', type: 'string' },
  { name: 'file', type: 'string' },
  { name: 'lead', type: 'string', nullable: true },
  { name: 'check', type: 'string' },
  { name: 'verdict', type: 'string' },
  { name: 'value', type: 'double', nullable: true },
  { name: 'threshold', type: 'string' },
  { name: 'unit', type: 'string' },
  { name: 'detail', type: 'string', nullable: true },
];

export const qualityBatch = (session: string, file: string, rows: readonly QualityRow[]): Batch => ({
  session: rows.map(() => session),
  file: rows.map(() => file),
  lead: rows.map(({ lead }) => lead),
  check: rows.map(({ check }) => check),
  verdict: rows.map(({ verdict }) => verdict),
  value: rows.map(({ value }) => value),
  threshold: rows.map(({ threshold }) => threshold),
  unit: rows.map(({ unit }) => unit),
  detail: rows.map(({ detail }) => detail),
});

type Summary = NonNullable<Provenance['quality']>;

/** The rest is in the table. */
const MOST_REJECTED = 1000;

/** Counts how checks ended, and names those that rejected. */
export function openQualitySummary(): {
  add(file: string, rows: readonly QualityRow[]): void;
  /** Undefined where nothing was checked. */
  summary(): Summary | undefined;
} {
  const counts = { reject: 0, grade: 0, warn: 0, pass: 0 };
  const rejected: Summary['rejected'] = [];
  let total = 0;
  return {
    add(file, rows) {
      for (const { lead, check, verdict, value, threshold, unit } of rows) {
        total += 1;
        counts[verdict] += 1;
        if (verdict !== 'reject' || rejected.length >= MOST_REJECTED) continue;
        rejected.push({ file, lead: lead ?? '', check, detail: `${value} ${unit} (${threshold})` });
      }
    },
    summary: () => (total === 0 ? undefined : { counts, rejected }),
  };
}
