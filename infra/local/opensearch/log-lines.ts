import { open } from 'node:fs/promises';

const LINE_LENGTH = 300;
const ENOUGH_BYTES = 64 * 1024;
const TROUBLE =
  /\[(ERROR|FATAL)\s*\]|\w(Exception|Error)\b|^Error\b|error:|^(Caused by|Terminating|Unrecognized|Invalid)/;
const HARMLESS = /\[(INFO|DEBUG|DEPRECATION)\s*\]/;
const STACK_FRAME = /^\s+(at |\.\.\. \d+ more)/;

/** A place in a log: what is written from now on stands behind it. */
export interface LogMark {
  readonly file: string;
  readonly offset: number;
}

export async function markEnd(file: string): Promise<LogMark> {
  const handle = await open(file, 'r').catch(() => undefined);
  try {
    return { file, offset: (await handle?.stat())?.size ?? 0 };
  } finally {
    await handle?.close();
  }
}

/** What was written since, at most its end; the whole file if it was begun anew, nothing if there is none. */
export async function readSince({ file, offset }: LogMark, atMost = ENOUGH_BYTES): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const begin = Math.max(offset <= size ? offset : 0, size - atMost);
    const buffer = Buffer.alloc(size - begin);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, begin);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The lines that tell of trouble, shortened. */
export function troubleIn(text: string): string[] {
  return linesOf(text).filter((line) => TROUBLE.test(line) && !HARMLESS.test(line));
}

/** The lines of a text, shortened, without empty ones and the frames of stacks. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !STACK_FRAME.test(line));
  return lines.map((line) => line.slice(0, LINE_LENGTH));
}
