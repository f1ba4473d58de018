import { describe, expect, test } from '@jest/globals';
import { openScreen } from '../../../infra/local/screen.ts';

function openTestScreen(output: { isTTY?: boolean; columns?: number } = {}) {
  let time = 0;
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };
  const screen = openScreen({ ...output, write }, () => time);
  const pass = (ms: number): void => {
    time += ms;
  };
  return { screen, pass, printed: () => printed };
}

/** What a person sees in the end: colours and redrawn lines are gone. */
const seen = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a terminal gets.
    .replaceAll(/\x1b\[\d+m/g, '')
    .split('\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a terminal gets.
    .map((line) => line.split(/\r\x1b\[K/).at(-1))
    .join('\n');

describe('on a terminal', () => {
  test('a step is redrawn in its line, and the end of it takes its place', () => {
    const { screen, pass, printed } = openTestScreen({ isTTY: true, columns: 80 });
    screen.step('Fetching', { done: 1, total: 2 });
    expect(seen(printed())).toBe('  … Fetching  ████████████░░░░░░░░░░░░ 1/2');
    pass(1500);
    screen.step('Fetching', { done: 2, total: 2 });
    screen.finish('Fetched');
    expect(seen(printed())).toBe('  ✓ Fetched  1.5 s\n');
  });

  test('no line is longer than the terminal is wide, so that redrawing finds it', () => {
    const { screen, printed } = openTestScreen({ isTTY: true, columns: 20 });
    screen.step('x'.repeat(100));
    expect(seen(printed()).length).toBeLessThan(20);
  });

  test('a bar has an end, whatever is reported', () => {
    const { screen, printed } = openTestScreen({ isTTY: true });
    screen.step('Fetching', { done: 3, total: 2 });
    screen.step('Fetching', { done: 0, total: 0 });
    expect(seen(printed())).toBe(`  … Fetching  ${'░'.repeat(24)} 0/0`);
  });
});

describe('in a file or a pipe', () => {
  test('each step is one line, however often it is reported, and nothing controls a terminal', () => {
    const { screen, pass, printed } = openTestScreen();
    screen.step('Fetching', { done: 1, total: 2 });
    screen.step('Fetching', { done: 2, total: 2 });
    pass(50);
    screen.step('Starting');
    screen.finish('Ready');
    screen.line();
    screen.line('A hint.');
    expect(printed()).toBe(`  … Fetching\n  … Starting\n  ✓ Ready\n\nA hint.\n`);
  });

  test('a failure of several lines stands together', () => {
    const { screen, printed } = openTestScreen();
    screen.fail('It cannot start.\nInstall a JDK.');
    expect(printed()).toBe('  ✗ It cannot start.\n    Install a JDK.\n');
  });

  test('each step has its own time', () => {
    const { screen, pass, printed } = openTestScreen();
    screen.step('a');
    pass(2000);
    screen.finish('a');
    pass(9000);
    screen.step('b');
    pass(1000);
    screen.finish('b');
    expect(printed()).toContain('✓ a  2.0 s');
    expect(printed()).toContain('✓ b  1.0 s');
  });
});
