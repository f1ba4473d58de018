import { littleEndian } from './little-endian.ts';

export interface EdfSignal {
  /** As the standard texts have it, such as `EEG O1`. */
  readonly label: string;
  readonly transducer: string;
  readonly unit: string;
  /** What the digital values -32768 and 32767 stand for, in `unit`. */
  readonly physicalRange: readonly [number, number];
  readonly prefiltering: string;
  readonly samplesPerRecord: number;
  readonly samples: Int16Array;
}

export interface EdfRecording {
  readonly patient: string;
  readonly recording: string;
  /** Local time of the laboratory, `YYYY-MM-DDTHH:MM:SS`: EDF knows no zones and two digits of the year. */
  readonly start: string;
  readonly recordSeconds: number;
  readonly signals: readonly EdfSignal[];
}

/**
 * A file in the European Data Format (Kemp et al. 1992, doi:10.1016/0013-4694(92)90009-7): a header of ASCII
 * fields, 256 bytes and 256 for each signal, then records that hold every signal's samples one after another.
 */
export function writeEdf(recording: EdfRecording): Uint8Array {
  const records = countRecords(recording.signals);
  const data = Array.from({ length: records }, (_, record) =>
    recording.signals.map(({ samples, samplesPerRecord: size }) =>
      littleEndian(samples.subarray(record * size, (record + 1) * size)),
    ),
  );
  return Buffer.concat([fileHeader(recording, records), signalHeaders(recording.signals), ...data.flat()]);
}

function countRecords(signals: readonly EdfSignal[]): number {
  const counts = new Set(signals.map(({ samples, samplesPerRecord }) => samples.length / samplesPerRecord));
  const [records, ...others] = counts;
  if (records === undefined || others.length > 0 || !Number.isInteger(records)) {
    throw new RangeError(
      `signals last ${[...counts].join(', ')} records; they must last the same whole number`,
    );
  }
  return records;
}

function fileHeader({ patient, recording, start, recordSeconds, signals }: EdfRecording, records: number) {
  const [year = '', month = '', day = ''] = start.slice(0, 10).split('-');
  return Buffer.concat([
    field('0', 8),
    field(patient, 80),
    field(recording, 80),
    field(`${day}.${month}.${year.slice(2)}`, 8),
    field(start.slice(11, 19).replaceAll(':', '.'), 8),
    field(256 * (1 + signals.length), 8),
    field('', 44),
    field(records, 8),
    field(recordSeconds, 8),
    field(signals.length, 4),
  ]);
}

/** Field by field, each for all signals: not signal by signal. */
function signalHeaders(signals: readonly EdfSignal[]): Uint8Array {
  const each = (width: number, value: (signal: EdfSignal) => string | number) =>
    signals.map((signal) => field(value(signal), width));
  return Buffer.concat([
    ...each(16, ({ label }) => label),
    ...each(80, ({ transducer }) => transducer),
    ...each(8, ({ unit }) => unit),
    ...each(8, ({ physicalRange }) => physicalRange[0]),
    ...each(8, ({ physicalRange }) => physicalRange[1]),
    ...each(8, () => -32768),
    ...each(8, () => 32767),
    ...each(80, ({ prefiltering }) => prefiltering),
    ...each(8, ({ samplesPerRecord }) => samplesPerRecord),
    ...each(32, () => ''),
  ]);
}

function field(value: string | number, width: number): Uint8Array {
  const content = String(value);
  if (content.length > width)
    throw new RangeError(`"${content}" does not fit ${width} bytes of an EDF header`);
  return Buffer.from(content.padEnd(width), 'latin1');
}
