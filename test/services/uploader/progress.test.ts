import { describe, expect, test } from '@jest/globals';
import { openTally } from '../../../services/uploader/progress.ts';

describe('the progress of a push', () => {
  test('adds up what was sent and what was there, and takes back what a file begins anew', () => {
    const tally = openTally();
    tally.phase('uploading', { files: 2, bytes: 30 });
    const [a, b] = [tally.file(), tally.file()];
    a.sent(10);
    b.skipped(5);
    b.sent(5);
    b.restart();
    b.skipped(20);
    a.done();
    b.done();
    expect(tally.progress).toEqual({
      phase: 'uploading',
      files: 2,
      filesDone: 2,
      bytes: 30,
      bytesDone: 30,
      // What went over the network stays counted, also where it was for nothing.
      bytesSent: 15,
      bytesSkipped: 20,
    });
  });
});
