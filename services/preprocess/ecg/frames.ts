import { readMat } from '../mat/read-mat.ts';
import type { MatArray, NumberArray } from '../mat/types.ts';
import type { SignalMatrix } from './scan.ts';

/** The same stretch of every lead: one array for each, of one length. */
export type Frame = readonly NumberArray[];

/** Samples of all leads in one frame, about. */
const FRAME_VALUES = 65_536;
/** A matrix with the leads in columns is read in as many passes as it has windows of that size. */
const WINDOW_BYTES = 32 * 1024 * 1024;

/** The signal from its first sample to its last, a stretch of all leads at a time. */
export async function* readFrames(
  signal: SignalMatrix,
  open: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Frame> {
  if (signal.leads === 1) for await (const block of blocksOf(signal, open)) yield [block];
  else if (signal.leadsAreRows) yield* interleavedFrames(signal, open);
  else yield* columnFrames(signal, open);
}

async function* blocksOf(
  signal: SignalMatrix,
  open: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<NumberArray> {
  let index = 0;
  for await (const variable of readMat(open())) {
    if (index === signal.index && 'blocks' in variable) {
      for await (const block of variable.blocks()) yield asNumbers(block);
      return;
    }
    index += 1;
  }
}

/** Sample by sample: the first of every lead, then the second of every lead, and so on. */
async function* interleavedFrames(
  signal: SignalMatrix,
  open: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Frame> {
  const { leads } = signal;
  const length = Math.max(1, Math.floor(FRAME_VALUES / leads));
  let frame: NumberArray[] = [];
  let at = 0;
  for await (const block of blocksOf(signal, open)) {
    for (let taken = 0; taken < block.length; ) {
      if (at === 0) frame = Array.from({ length: leads }, () => like(block, length));
      const count = Math.min(leads * length - at, block.length - taken);
      deinterleave(block.subarray(taken, taken + count), frame, at);
      taken += count;
      at += count;
      if (at < leads * length) continue;
      yield frame;
      at = 0;
    }
  }
  if (at > 0) yield frame.map((lead) => lead.subarray(0, at / leads));
}

/** Lead by lead, so that a stretch of all leads lies all over the file: a window of it is gathered at a time. */
async function* columnFrames(
  signal: SignalMatrix,
  open: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Frame> {
  const { leads, samples } = signal;
  const window = Math.min(samples, Math.max(1, Math.floor(WINDOW_BYTES / (8 * leads))));
  const step = Math.max(1, Math.floor(FRAME_VALUES / leads));
  for (let start = 0; start < samples; start += window) {
    const gathered = await gather(signal, open, start, Math.min(samples, start + window));
    const { length } = gathered[0] ?? [];
    for (let from = 0; from < (length ?? 0); from += step)
      yield gathered.map((lead) => lead.subarray(from, from + step));
  }
}

async function gather(
  signal: SignalMatrix,
  open: () => AsyncIterable<Uint8Array>,
  start: number,
  end: number,
): Promise<NumberArray[]> {
  const gathered: NumberArray[] = [];
  let at = 0;
  for await (const block of blocksOf(signal, open)) {
    for (let taken = 0; taken < block.length; ) {
      const lead = Math.floor(at / signal.samples);
      const sample = at % signal.samples;
      const count = Math.min(signal.samples - sample, block.length - taken);
      const [from, to] = [Math.max(start, sample), Math.min(end, sample + count)];
      if (from < to) {
        gathered[lead] ??= like(block, end - start);
        gathered[lead].set(block.subarray(taken + from - sample, taken + to - sample), from - start);
      }
      taken += count;
      at += count;
    }
  }
  return gathered;
}

/** An array of the same kind. */
function like(values: NumberArray, length: number): NumberArray {
  const Kind = values.constructor as new (length: number) => NumberArray;
  return new Kind(length);
}

function deinterleave(values: NumberArray, leads: readonly NumberArray[], at: number): void {
  const width = leads.length;
  for (const [lead, target] of leads.entries()) {
    const first = (lead - (at % width) + width) % width;
    let place = Math.floor((at + first) / width);
    for (let i = first; i < values.length; i += width) {
      target[place] = values[i] as number;
      place += 1;
    }
  }
}

function asNumbers(block: MatArray): NumberArray {
  if (block instanceof BigInt64Array || block instanceof BigUint64Array)
    throw new TypeError('64-bit integers are no signal.');
  return block;
}
