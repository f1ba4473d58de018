import { type ByteSource, type ChunkSource, openChunks, within } from './byte-source.ts';
import { MatError } from './errors.ts';
import { inflate } from './inflate.ts';
import { MI_COMPRESSED, MI_MATRIX, readTag } from './level5-element.ts';
import { openLevel5Matrix } from './level5-matrix.ts';
import type { MatHeader, MatLimits, MatVariable } from './types.ts';

export const LEVEL5_HEADER_BYTES = 128;
const INFLATED_BYTES = 16 * 1024 ** 3;

export interface Level5File extends MatHeader {
  /** Where the element begins that MATLAB keeps the objects' content in; it is no variable. 0 if there is none. */
  readonly subsystemOffset: number;
}

/**
 * The variables of a level-5 file (MathWorks, "MAT-File Format", chapter "MAT-File Format Version 5"): behind the
 * header, one miMATRIX element for each, or one miCOMPRESSED element that inflates to it.
 */
export async function* readLevel5(
  source: ChunkSource,
  { subsystemOffset, ...file }: Level5File,
  { inflatedBytes = INFLATED_BYTES }: MatLimits,
): AsyncGenerator<MatVariable> {
  let allowed = inflatedBytes;
  await source.skip(LEVEL5_HEADER_BYTES);
  while (!(await source.atEnd())) {
    const { offset } = source;
    const { type, length } = await readTag(source, file.littleEndian);
    const element = within(source, length);
    const isVariable = ({ name }: MatVariable) => name !== '' || offset !== subsystemOffset;
    if (type === MI_MATRIX) {
      yield* readMatrix(element, isVariable, async () => {});
    } else if (type === MI_COMPRESSED) {
      const inflated = openChunks(inflate(element, offset), endsEarly, offset);
      try {
        yield* readInflated(inflated, isVariable);
      } finally {
        await inflated.close();
      }
    } else throw new MatError('mat-corrupt', `An element of type ${type} cannot stand here`, offset);
  }

  async function* readInflated(
    inflated: ChunkSource,
    isVariable: (variable: MatVariable) => boolean,
  ): AsyncGenerator<MatVariable> {
    const { offset } = inflated;
    const { type, length } = await readTag(inflated, file.littleEndian);
    if (type !== MI_MATRIX)
      throw new MatError('mat-corrupt', `An element of type ${type} cannot be compressed`, offset);
    allowed -= 8 + length;
    if (allowed < 0)
      throw new MatError('mat-inflates-too-far', `More than ${inflatedBytes} bytes are compressed`, offset);
    yield* readMatrix(within(inflated, length), isVariable, async () => {
      if (!(await inflated.atEnd()))
        throw new MatError('mat-inflates-too-far', `More than the declared ${length} bytes inflate`, offset);
    });
  }

  /** The variable, then whatever of it was not read: so that no damage goes unnoticed. */
  async function* readMatrix(
    content: ByteSource,
    isVariable: (variable: MatVariable) => boolean,
    complete: () => Promise<void>,
  ): AsyncGenerator<MatVariable> {
    // An element without content is an empty matrix without a name.
    if (content.left === 0) return await complete();
    const { variable, close } = await openLevel5Matrix(content, file, complete);
    if (isVariable(variable)) yield variable;
    close();
    await content.skip(content.left);
    await complete();
  }
}

const endsEarly = (offset: number): MatError =>
  new MatError('mat-size-lies', 'Compressed data inflates to less than it declares', offset);
