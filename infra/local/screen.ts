import { styleText } from 'node:util';

/** What `npm start` shows: one line a step, redrawn on a terminal while the step lasts, printed once elsewhere. */
export interface Screen {
  /** The step that is under way; `done` of `total` draws a bar. */
  step(message: string, progress?: { done: number; total: number }): void;
  /** Ends the step under way with its time. */
  finish(message: string): void;
  line(message?: string): void;
  fail(message: string): void;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR = 24;

export function openScreen(output: Output, now: () => number): Screen {
  const terminal = output.isTTY === true;
  let began: number | undefined;
  let lastPrinted = '';
  const clear = (): void => {
    if (terminal) output.write('\r\x1b[K');
  };
  return {
    step: (message, progress) => {
      began ??= now();
      const bar = progress
        ? `  ${drawBar(progress.done / Math.max(1, progress.total))} ${progress.done}/${progress.total}`
        : '';
      if (terminal) {
        clear();
        output.write(clip(`  … ${message}${bar}`, output.columns ?? 80));
      } else if (message !== lastPrinted) {
        output.write(`  … ${message}\n`);
      }
      lastPrinted = message;
    },
    finish: (message) => {
      clear();
      const seconds = began === undefined ? 0 : (now() - began) / 1000;
      const took = seconds < 0.1 ? '' : paint(output, 'dim', `  ${seconds.toFixed(1)} s`);
      began = undefined;
      output.write(`  ${paint(output, 'green', '✓')} ${message}${took}\n`);
    },
    line: (message = '') => {
      clear();
      output.write(`${message}\n`);
    },
    fail: (message) => {
      clear();
      output.write(`  ${paint(output, 'red', '✗')} ${message.replaceAll('\n', '\n    ')}\n`);
    },
  };
}

function drawBar(part: number): string {
  const full = Math.round(Math.min(1, part) * BAR);
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

const clip = (text: string, columns: number): string =>
  text.length < columns ? text : `${text.slice(0, columns - 2)}…`;

/** Colours only where a person looks: on a terminal, and not against NO_COLOR. */
const paint = (output: Output, format: 'dim' | 'green' | 'red', text: string): string =>
  output.isTTY ? styleText(format, text, { validateStream: true }) : text;
