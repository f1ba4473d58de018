import { styleText } from 'node:util';
import type { Environment } from '../settings.ts';

/** What output needs of a stream. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Paint = (text: string) => string;

/** The few ways in which text is set apart; each says what it is for, not which colour it has. */
export interface Style {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly odd: Paint;
}

/** Colours on a terminal only, and not against NO_COLOR; FORCE_COLOR wants them anywhere. */
export function styleFor(stream: Stream, env: Environment): Style {
  const coloured = env.FORCE_COLOR
    ? env.FORCE_COLOR !== '0'
    : stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint = (format: Parameters<typeof styleText>[0]): Paint =>
    coloured
      ? (text) => (text === '' ? '' : styleText(format, text, { validateStream: false }))
      : (text) => text;
  return {
    strong: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    bad: paint('red'),
    odd: paint('yellow'),
  };
}
