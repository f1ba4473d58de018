import { describe, expect, test } from '@jest/globals';
import { openProgressBar } from '../../../../services/cli/output/progress-bar.ts';
import { styleFor } from '../../../../services/cli/output/style.ts';
import type { PushProgress } from '../../../../services/uploader/progress.ts';
import { quickClock } from '../../uploader/quick-clock.ts';
import { recordedStream } from '../terminal.ts';

const progress = (bytesDone: number, about: Partial<PushProgress> = {}): PushProgress => ({
  phase: 'uploading',
  files: 1,
  filesDone: 0,
  bytes: 600_000_000,
  bytesDone,
  bytesSent: bytesDone,
  bytesSkipped: 0,
  ...about,
});

describe('progress on a terminal', () => {
  test('is drawn at most ten times a second, and fits its width', async () => {
    const clock = quickClock();
    const stream = recordedStream(80);
    const bar = openProgressBar(stream, styleFor(stream, { NO_COLOR: '1' }), clock, 'session-1');
    for (let step = 0; step <= 100; step += 1) {
      bar.show(progress(step * 1_000_000));
      await clock.wait(10);
    }
    const drawn = stream.text.split('\r\x1b[2K').filter(Boolean);
    expect(drawn.length).toBeLessThanOrEqual(12);
    for (const line of drawn) expect(line.length).toBeLessThanOrEqual(80);
    expect(drawn.at(-1)).toBe('  session-1  ━━────────  16 %   100 MB of 600 MB   100 MB/s   5 s left');
  });

  test('says what is done before and after the bytes', () => {
    const stream = recordedStream(80);
    const bar = openProgressBar(stream, styleFor(stream, { NO_COLOR: '1' }), quickClock(), 'session-1');
    bar.show(progress(0, { phase: 'scanning' }));
    bar.show(progress(600_000_000, { phase: 'committing' }));
    bar.clear();
    expect(stream.text).toBe(
      '\r\x1b[2K  session-1  looking at the files …\r\x1b[2K  session-1  waiting for the receipt …\r\x1b[2K',
    );
  });

  test('counts files where there are no bytes', () => {
    const stream = recordedStream(80);
    const bar = openProgressBar(stream, styleFor(stream, { NO_COLOR: '1' }), quickClock(), 's');
    bar.show(progress(0, { bytes: 0, files: 4, filesDone: 1 }));
    expect(stream.text).toContain('━━━───────  25 %   1 of 4 files');
  });
});

describe('progress elsewhere', () => {
  test('is a line every ten seconds, and none for what is soon done', async () => {
    const clock = quickClock();
    const stream = recordedStream();
    const bar = openProgressBar(stream, styleFor(stream, {}), clock, 'session-1');
    for (let second = 0; second <= 25; second += 1) {
      bar.show(progress(second * 10_000_000));
      await clock.wait(1_000);
    }
    bar.clear();
    expect(stream.text).toBe(
      'session-1:  16 %   100 MB of 600 MB   10 MB/s   50 s left\n' +
        'session-1:  33 %   200 MB of 600 MB   10 MB/s   40 s left\n',
    );
  });
});

describe('progress on a narrow terminal', () => {
  test('leaves out what matters least', async () => {
    const clock = quickClock();
    const stream = recordedStream(50);
    const bar = openProgressBar(
      stream,
      styleFor(stream, { NO_COLOR: '1' }),
      clock,
      'a-session-with-a-long-name',
    );
    bar.show(progress(0, { files: 10_000 }));
    await clock.wait(1_000);
    bar.show(progress(1_000_000, { files: 10_000 }));
    expect(stream.text.split('\r\x1b[2K').at(-1)).toBe('  a-session-w…  ────────   0 %   1.0 MB of 600 MB');
  });
});
