import { openChunks } from './byte-source.ts';
import { MatError } from './errors.ts';
import { IDENTIFYING_BYTES, identify } from './identify.ts';
import { readLevel4 } from './level4.ts';
import { readLevel5 } from './level5.ts';
import type { MatLimits, MatVariable } from './types.ts';

/**
 * The variables of a MAT-file of level 4 or 5, in the order of the file; one that is not read is passed over when
 * the next one is asked for. Holds a few chunks and blocks at a time, whatever sizes the file declares.
 *
 * What is wrong with the file is MatError, thrown where the reading gets there: what came before was given. An
 * error of `chunks` goes through as it is. Leaving the loop early releases `chunks`.
 */
export async function* readMat(
  chunks: AsyncIterable<Uint8Array>,
  limits: MatLimits = {},
): AsyncGenerator<MatVariable> {
  const source = openChunks(chunks, truncated);
  try {
    const file = identify(await source.peek(IDENTIFYING_BYTES));
    yield* file.level === 4 ? readLevel4(source, file) : readLevel5(source, file, limits);
  } finally {
    await source.close();
  }
}

const truncated = (offset: number): MatError =>
  new MatError('mat-truncated', 'The file ends within a variable', offset);
