import { normalizeKey } from '../../../shared/session/metadata/key.ts';
import { FileRefusal } from '../errors.ts';
import { readMat } from '../mat/read-mat.ts';
import type { MatMatrix, MatVariable, NumericClass } from '../mat/types.ts';

/** Classes of which a signal is made; 64-bit integers come from no converter. */
export type SampleClass = Exclude<NumericClass, 'int64' | 'uint64'>;

/** The matrix that holds the signal. */
export interface SignalMatrix {
  /** Its place among the variables of the file. */
  readonly index: number;
  readonly name: string;
  readonly class: SampleClass;
  readonly leads: number;
  readonly samples: number;
  /** Leads are its rows, so that their samples stand interleaved in the file; else its columns, one after the other. */
  readonly leadsAreRows: boolean;
}

/** What a MAT-file says beside its signal: small variables such as `fs`, by their normalized names. */
export type SmallVariables = ReadonlyMap<string, readonly number[] | readonly string[]>;

export interface Scanned {
  readonly signal: SignalMatrix;
  readonly small: SmallVariables;
}

/** A table can have so many columns of samples. */
const MOST_LEADS = 512;
const MOST_SMALL_VALUES = 4096;

/**
 * Reads a whole MAT-file to find its signal: the numeric matrix with the most values, of which there are at least
 * two. Whatever is damaged in the file is found here, before anything is written.
 */
export async function scanMat(chunks: AsyncIterable<Uint8Array>): Promise<Scanned> {
  const seen: string[] = [];
  const small = new Map<string, readonly number[] | readonly string[]>();
  let signal: SignalMatrix | undefined;
  for await (const variable of readMat(chunks)) {
    const candidate = asSignal(variable, seen.length);
    if (candidate && candidate.leads * candidate.samples > (signal ? signal.leads * signal.samples : 1))
      signal = candidate;
    if (seen.length < 100_000) seen.push(`${variable.name} (${variable.class} ${variable.dims.join('x')})`);
    if ('blocks' in variable && sizeOf(variable) <= MOST_SMALL_VALUES)
      small.set(normalizeKey(variable.name), await readSmall(variable));
  }
  if (!signal) throw new FileRefusal('mat-no-signal', `There is ${describe(seen)}.`);
  if (signal.leads > MOST_LEADS)
    throw new FileRefusal(
      'signal-too-many-leads',
      `${signal.name} is ${signal.leads} x ${signal.samples}: more than ${MOST_LEADS} leads.`,
    );
  return { signal, small };
}

const sizeOf = ({ dims }: MatVariable): number => dims.reduce((product, each) => product * each, 1);

function asSignal(variable: MatVariable, index: number): SignalMatrix | undefined {
  if (!('blocks' in variable) || variable.complex || variable.logical) return undefined;
  const { name, class: type, dims } = variable;
  if (type === 'char' || type === 'int64' || type === 'uint64') return undefined;
  const [rows = 0, columns = 0, ...more] = dims;
  if (more.some((each) => each !== 1)) return undefined;
  const leadsAreRows = rows <= columns;
  return {
    index,
    name,
    class: type,
    leads: Math.min(rows, columns),
    samples: Math.max(rows, columns),
    leadsAreRows,
  };
}

/** Numbers in the order of the file; a matrix of characters as its rows. */
async function readSmall(variable: MatMatrix): Promise<readonly number[] | readonly string[]> {
  const values: number[] = [];
  for await (const block of variable.blocks()) for (const value of block) values.push(Number(value));
  if (variable.class !== 'char') return values;
  const [rows = 0] = variable.dims;
  return Array.from({ length: rows }, (_, row) =>
    String.fromCharCode(...values.filter((_, i) => i % rows === row)).trim(),
  );
}

const describe = (seen: readonly string[]): string =>
  seen.length === 0
    ? 'no variable'
    : `${seen.slice(0, 10).join(', ')}${seen.length > 10 ? ` and ${seen.length - 10} more` : ''}`;
