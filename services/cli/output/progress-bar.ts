import stringWidth from 'string-width';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { PushProgress } from '../../uploader/progress.ts';
import { humanBytes, humanCount, humanSeconds } from './human.ts';
import { openRate } from './rate.ts';
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

const GAP = '   ';

/** Progress of one push on stderr: a bar on a terminal, a line now and then elsewhere. */
export function openProgressBar(stream: Stream, style: Style, clock: Clock, name: string): ProgressBar {
  const rate = openRate(clock);
  // Elsewhere the first line comes only when it takes long.
  let drawn = stream.isTTY ? Number.NEGATIVE_INFINITY : clock.now();
  let phase: PushProgress['phase'] | undefined;

  const clear = (): void => {
    if (stream.isTTY) stream.write('\r\x1b[2K');
  };
  const isDue = (progress: PushProgress): boolean => {
    const passed = clock.now() - drawn;
    return stream.isTTY ? passed >= REDRAW || progress.phase !== phase : passed >= RELINE;
  };

  return {
    show: (progress) => {
      const facts = describe(progress, rate(progress.bytesDone));
      if (!isDue(progress)) return;
      drawn = clock.now();
      phase = progress.phase;
      clear();
      if (stream.isTTY) stream.write(drawLine(name, progress, facts, stream.columns ?? 80, style));
      else stream.write(`${name}: ${facts.join(GAP)}\n`);
    },
    clear,
  };
}

/** What there is to say, the most important first. */
function describe(progress: PushProgress, perSecond: number | undefined): string[] {
  if (progress.phase === 'scanning') return ['looking at the files …'];
  if (progress.phase === 'committing') return ['waiting for the receipt …'];
  const { bytes, bytesDone, files, filesDone } = progress;
  const facts = [`${String(Math.floor(shareOf(progress) * 100)).padStart(3)} %`];
  if (bytes > 0) facts.push(`${humanBytes(bytesDone)} of ${humanBytes(bytes)}`);
  if (perSecond)
    facts.push(`${humanBytes(perSecond)}/s`, `${humanSeconds((bytes - bytesDone) / perSecond)} left`);
  if (files > 1) facts.push(`${humanCount(filesDone)} of ${humanCount(files)} files`);
  return facts;
}

/** By bytes, or by files where none has a byte. */
const shareOf = ({ bytes, bytesDone, files, filesDone }: PushProgress): number =>
  bytes > 0 ? bytesDone / bytes : filesDone / Math.max(1, files);

/** Name, bar and as many facts as the line has room for. */
function drawLine(
  name: string,
  progress: PushProgress,
  facts: readonly string[],
  columns: number,
  style: Style,
): string {
  const title = cut(name, between(12, Math.floor(columns / 5), 32));
  const width = progress.phase === 'uploading' ? between(8, Math.floor(columns / 8), 24) : 0;
  const full = Math.round(shareOf(progress) * width);
  const bar = width > 0 ? `${style.good('━'.repeat(full))}${style.faint('─'.repeat(width - full))} ` : '';
  let room = columns - 1 - stringWidth(`  ${title}  `) - (width > 0 ? width + 1 : 0);
  const shown = facts.filter((fact) => {
    room -= stringWidth(fact) + GAP.length;
    return room + GAP.length >= 0;
  });
  return `  ${style.strong(title)}  ${bar}${shown.join(GAP)}`;
}

const between = (least: number, value: number, most: number): number =>
  Math.min(most, Math.max(least, value));
