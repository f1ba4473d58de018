import type { Batch } from '../../../shared/parquet/columns.ts';
import type { Input } from '../input.ts';
import type { NumberArray } from '../mat/types.ts';
import type { Output } from '../output.ts';
import type { Processed, Processor } from '../processor.ts';
import { type Assessment, openAssessment } from '../quality/assess.ts';
import { ECG_CHECKS } from '../quality/checks.ts';
import type { QualityRow } from '../quality/table.ts';
import { uniqueNames } from '../unique-names.ts';
import { readFrames } from './frames.ts';
import { type Parameters, parametersOf } from './parameters.ts';
import { scanMat } from './scan.ts';
import { LEAD_COLUMNS, LEADS_TABLE, leadBatch, SIGNAL_TABLE, signalBatch, signalColumns } from './tables.ts';

/** ECG in MAT-files of level 4 and 5: the signal as a table, what it takes to understand it, checks of its quality. */
export const ecgMat: Processor = {
  name: 'ecg-mat',
  version: '1',
  config: {
    checks: ECG_CHECKS.map(({ name, verdict, threshold, unit }) => ({ name, verdict, threshold, unit })),
  },
  applies: ({ path }) => /\.mat$/i.test(path),
  process,
};

async function process(input: Input, output: Output): Promise<Processed> {
  const scanned = await scanMat(input.open());
  const { signal } = scanned;
  const parameters = parametersOf(scanned, input.metadata);
  const { samplingRate } = parameters;
  const leads = leadNames(parameters.leads, signal.leads);
  const about = { samplingRate, expectedSamples: expectedSamples(parameters, input.alone) };
  const assessments = leads.map(() => openAssessment(ECG_CHECKS, about));
  const asDoubles = openDoubles();

  async function* rows(): AsyncGenerator<Batch> {
    let at = 0;
    for await (const frame of readFrames(signal, input.open)) {
      for (const [i, samples] of frame.entries()) assessments[i]?.add(asDoubles(samples));
      yield signalBatch(input.number, leads, frame, at);
      at += frame[0]?.length ?? 0;
    }
  }

  await output.add(SIGNAL_TABLE, signalColumns(leads, signal.class), rows());
  await output.add(LEADS_TABLE, LEAD_COLUMNS, [leadBatch(input, leads, signal, parameters)]);
  return { quality: [...assessParameters(parameters, signal.leads), ...assessLeads(leads, assessments)] };
}

/**
 * Gives the values as doubles, so that every check sees one kind of array; in memory that the next call uses again,
 * for a large file would else leave gigabytes of it behind.
 */
function openDoubles(): (values: NumberArray) => Float64Array {
  let memory = new Float64Array();
  return (values) => {
    if (memory.length < values.length) memory = new Float64Array(values.length);
    memory.set(values);
    return memory.subarray(0, values.length);
  };
}

/** The names that were given, where they are as many as there are leads. */
function leadNames(given: readonly string[], count: number): string[] {
  const names = given.length === count ? given : Array.from({ length: count }, (_, i) => `lead_${i + 1}`);
  return uniqueNames(names, ['recording', 'sample']);
}

/** A duration is that of the session: only where there is one file, it is that of the file. */
const expectedSamples = ({ samplingRate, duration }: Parameters, alone: boolean): number | undefined =>
  alone && samplingRate !== undefined && duration !== undefined
    ? Math.round(samplingRate * duration)
    : undefined;

const assessLeads = (leads: readonly string[], assessments: readonly Assessment[]): QualityRow[] =>
  assessments.flatMap((assessment, i) => assessment.end().map((row) => ({ lead: leads[i] ?? null, ...row })));

/** What nobody says of the signal: it is there all the same, and can be completed by better metadata. */
function assessParameters({ samplingRate, gain, baseline, leads }: Parameters, count: number): QualityRow[] {
  const row = { lead: null, threshold: 'known', value: null, verdict: 'warn' } as const;
  const missing = [...(gain === undefined ? ['gain'] : []), ...(baseline === undefined ? ['baseline'] : [])];
  return [
    samplingRate === undefined
      ? {
          ...row,
          check: 'sampling-rate',
          unit: 'Hz',
          detail: 'sampling_frequency is missing in the metadata',
        }
      : { ...row, check: 'sampling-rate', unit: 'Hz', verdict: 'pass', value: samplingRate, detail: null },
    missing.length > 0
      ? { ...row, check: 'calibration', unit: '', detail: `missing in the metadata: ${missing.join(', ')}` }
      : { ...row, check: 'calibration', unit: '1/mV', verdict: 'pass', value: gain ?? null, detail: null },
    leads.length === count
      ? { ...row, check: 'lead-names', unit: '', verdict: 'pass', value: count, detail: null }
      : { ...row, check: 'lead-names', unit: '', detail: `${leads.length} names for ${count} leads` },
  ];
}
