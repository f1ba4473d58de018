import type { Batch, Column, ColumnType } from '../../../shared/parquet/columns.ts';
import type { Input } from '../input.ts';
import type { NumberArray } from '../mat/types.ts';
import type { Frame } from './frames.ts';
import type { Parameters } from './parameters.ts';
import type { SampleClass, SignalMatrix } from './scan.ts';

export const SIGNAL_TABLE = 'signal';
export const LEADS_TABLE = 'leads';

/** The narrowest type that holds every value of the class as it is. */
const TYPES: Record<SampleClass, ColumnType> = {
  int8: 'int16',
  uint8: 'int16',
  int16: 'int16',
  uint16: 'int32',
  int32: 'int32',
  uint32: 'double',
  single: 'float',
  double: 'double',
};

/**
 * Which file, and which sample of it. A number, not the file's name in every row: measured, two columns of names take
 * three times as long to write as all samples do. The names are in the table of leads, by that number.
 */
const PLACE: readonly Column[] = [
  { name: 'recording', type: 'int32' },
  { name: 'sample', type: 'int32' },
];

/** A row for each sample, a column for each lead, with the values as they are stored: no digit is lost or made up. */
export const signalColumns = (leads: readonly string[], type: SampleClass): Column[] => [
  ...PLACE,
  ...leads.map((name) => ({ name, type: TYPES[type] })),
];

/** One frame as rows of the signal's table; `first` is the number of its first sample. */
export function signalBatch(recording: number, leads: readonly string[], frame: Frame, first: number): Batch {
  const length = frame[0]?.length ?? 0;
  const sample = new Int32Array(length);
  for (let i = 0; i < length; i++) sample[i] = first + i;
  const columns = leads.map((name, i): [string, NumberArray] => [name, frame[i] ?? new Int16Array()]);
  return { recording: new Int32Array(length).fill(recording), sample, ...Object.fromEntries(columns) };
}

/** What it takes to understand the signal: time is sample / sampling_rate, millivolts (value - baseline) / gain. */
export const LEAD_COLUMNS: readonly Column[] = [
  { name: 'session', type: 'string' },
  { name: 'file', type: 'string' },
  { name: 'recording', type: 'int32' },
  { name: 'lead', type: 'string' },
  { name: 'variable', type: 'string' },
  { name: 'class', type: 'string' },
  { name: 'samples', type: 'int64' },
  { name: 'sampling_rate', type: 'double', nullable: true },
  { name: 'gain', type: 'double', nullable: true },
  { name: 'baseline', type: 'double', nullable: true },
];

export function leadBatch(
  { session, path, number }: Pick<Input, 'session' | 'path' | 'number'>,
  leads: readonly string[],
  signal: SignalMatrix,
  { samplingRate, gain, baseline }: Parameters,
): Batch {
  const each = <T>(value: T): T[] => leads.map(() => value);
  return {
    session: each(session),
    file: each(path),
    recording: each(number),
    lead: leads,
    variable: each(signal.name),
    class: each(signal.class),
    samples: each(signal.samples),
    sampling_rate: each(samplingRate ?? null),
    gain: each(gain ?? null),
    baseline: each(baseline ?? null),
  };
}
