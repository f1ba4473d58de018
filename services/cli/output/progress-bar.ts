import stringWidth from 'string-width';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { PushProgress } from '../../uploader/progress.ts';
import { humanBytes, humanCount, humanSeconds } from './human.ts';
import type { Stream, Style } from './style.ts';
import { cut } from './table.ts';

export interface ProgressBar {
  show(progress: PushProgress): void;
  /** Takes the bar away. */
  clear(): void;
}

/** Milliseconds between two drawings on a terminal, and between two lines elsewhere. */
const REDRAW = 100;
const RELINE = 10_000;

/** Milliseconds over which the rate is taken: long enough to be calm, short enough to be true. */
const WINDOW = 5_000;

const WIDTH = 24;
const NAME = 32;

/** Progress of one push on stderr: a bar on a terminal, a line now and then elsewhere. */
export function openProgressBar(stream: Stream, style: Style, clock: Clock, name: string): ProgressBar {
  const rate = openRate(clock);
  const interval = stream.isTTY ? REDRAW : RELINE;
  // Elsewhere the first line comes only when it takes long.
  let drawn = stream.isTTY ? Number.NEGATIVE_INFINITY : clock.now();
  let phase: PushProgress['phase'] | undefined;
  const clear = (): void => {
    if (stream.isTTY) stream.write('\r\x1b[2K');
  };
  return {
    show: (progress) => {
      const perSecond = rate(progress.bytesDone);
      const due = clock.now() - drawn >= interval || (stream.isTTY && progress.phase !== phase);
      if (!due) return;
      drawn = clock.now();
      phase = progress.phase;
      const text = describe(progress, perSecond);
      if (!stream.isTTY) return void stream.write(`${name}: ${text}\n`);
      const bar = progress.phase === 'uploading' ? `${drawBar(progress, style)}  ` : '';
      const title = cut(name, NAME);
      const room = (stream.columns ?? 80) - stringWidth(title) - (bar === '' ? 0 : WIDTH + 2) - 5;
      clear();
      stream.write(`  ${style.strong(title)}  ${bar}${cut(text, Math.max(10, room))}`);
    },
    clear,
  };
}

function describe(progress: PushProgress, perSecond: number): string {
  if (progress.phase === 'scanning') return 'looking at the files …';
  if (progress.phase === 'committing') return 'waiting for the receipt …';
  const { bytes, bytesDone, files, filesDone } = progress;
  const counted = files > 1 ? `   ${humanCount(filesDone)} of ${humanCount(files)} files` : '';
  const share = `${Math.floor(shareOf(progress) * 100)} %`.padStart(5);
  if (perSecond === 0) return `${share}   ${humanBytes(bytesDone)} of ${humanBytes(bytes)}${counted}`;
  const left = humanSeconds((bytes - bytesDone) / perSecond);
  return `${share}   ${humanBytes(bytesDone)} of ${humanBytes(bytes)}   ${humanBytes(perSecond)}/s   ${left} left${counted}`;
}

/** By bytes, or by files where none has a byte. */
const shareOf = ({ bytes, bytesDone, files, filesDone }: PushProgress): number =>
  bytes > 0 ? bytesDone / bytes : filesDone / Math.max(1, files);

function drawBar(progress: PushProgress, style: Style): string {
  const full = Math.round(shareOf(progress) * WIDTH);
  return style.good('━'.repeat(full)) + style.faint('─'.repeat(WIDTH - full));
}

/** Bytes a second over the last seconds; 0 until there is something to tell. */
export function openRate(clock: Clock): (done: number) => number {
  const samples: { readonly time: number; readonly done: number }[] = [];
  return (done) => {
    const time = clock.now();
    const last = samples.at(-1);
    if (!last || time - last.time >= REDRAW) samples.push({ time, done });
    while (samples.length > 2 && time - (samples[1]?.time ?? time) >= WINDOW) samples.shift();
    const [first] = samples;
    const passed = first ? time - first.time : 0;
    return first && passed > 0 ? Math.max(0, ((done - first.done) / passed) * 1000) : 0;
  };
}
