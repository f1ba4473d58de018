import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lastException } from '../../../../infra/local/opensearch/exception-log.ts';
import { linesOf, markEnd, readSince, troubleIn } from '../../../../infra/local/opensearch/log-lines.ts';
import { scratchFolder } from './scratch.ts';

describe('reading a log', () => {
  test('begins where it was marked', async () => {
    await using scratch = await scratchFolder();
    const file = join(scratch.path, 'log');
    await writeFile(file, 'before\n');
    const mark = await markEnd(file);
    await writeFile(file, 'since\n', { flag: 'a' });
    expect(await readSince(mark)).toBe('since\n');
    expect(await readSince(mark, 3)).toBe('ce\n');
  });

  test('begins at the beginning when the file was begun anew', async () => {
    await using scratch = await scratchFolder();
    const file = join(scratch.path, 'log');
    await writeFile(file, 'a long line before\n');
    const mark = await markEnd(file);
    await writeFile(file, 'new\n');
    expect(await readSince(mark)).toBe('new\n');
  });

  test('gives nothing where there is no file', async () => {
    expect(await readSince(await markEnd('/no/such/file'))).toBe('');
  });

  test('finds the trouble among the rest', () => {
    const text = [
      '[2026-03-02T09:15:00,000][INFO ][o.o.n.Node] JVM arguments [-XX:+ExitOnOutOfMemoryError]',
      '[2026-03-02T09:15:01,000][ERROR][o.o.b.Bootstrap] cannot go on',
      'java.lang.IllegalStateException: no room',
      '\tat org.opensearch.Node.main(Node.java:1)',
      'Terminating due to java.lang.OutOfMemoryError: Java heap space',
      'Creating a folder',
    ].join('\n');
    expect(troubleIn(text)).toEqual([
      '[2026-03-02T09:15:01,000][ERROR][o.o.b.Bootstrap] cannot go on',
      'java.lang.IllegalStateException: no room',
      'Terminating due to java.lang.OutOfMemoryError: Java heap space',
    ]);
  });

  test('shows neither stack frames nor endless lines', () => {
    expect(linesOf(`first\n\n\tat a.b.C\n  ... 3 more\n${'x'.repeat(1000)}`)).toEqual([
      'first',
      'x'.repeat(300),
    ]);
  });
});

describe('the log of exceptions', () => {
  const passing = (path: string, message?: string): string =>
    `Exception <a '${path}'{0x00000000f63539b0}${message ? `: ${message}` : ''}>\n` +
    ` thrown in interpreter method <{method} {0x0000000052fbf970} 'execute' '(I)V' in 'org/Some'>\n at bci 917\n`;
  const runnerGaveUp = passing(
    'org/codelibs/opensearch/runner/OpenSearchRunnerException',
    'Failed to start node 1',
  );

  test('gives what the runner gave up on, and what came before it', () => {
    const text =
      passing('java/lang/ClassNotFoundException', 'org.Other') +
      `${passing('java/net/BindException', 'Address already in use').replace('>\n', '> (0x00000000f6981e90) \n')}` +
      passing('java/net/BindException', 'Address already in use') +
      passing('org/opensearch/http/BindHttpException', 'Failed to bind to <127.0.0.1>:9240') +
      passing('org/opensearch/http/BindHttpException', 'Failed to bind to <127.0.0.1>:9240') +
      runnerGaveUp +
      passing('java/lang/IllegalStateException', 'while closing');
    expect(lastException(text)).toBe(
      'Failed to bind to <127.0.0.1>:9240 (BindHttpException), after: Address already in use (BindException)',
    );
  });

  test('gives the name of an exception without a message', () => {
    expect(lastException(passing('java/nio/file/AccessDeniedException') + runnerGaveUp)).toBe(
      'AccessDeniedException',
    );
  });

  test('gives nothing where nothing was thrown', () => {
    expect(lastException('')).toBeUndefined();
    expect(lastException(runnerGaveUp)).toBeUndefined();
  });
});
