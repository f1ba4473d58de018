import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { septetsOf, smsText } from '../../../services/notify/sms.ts';
import {
  endedWords,
  expiringWords,
  failedWords,
  processingFailedWords,
  readyWords,
} from '../../../services/notify/words.ts';

const sandboxId = 'sbx-0123456789abcdef';
const ID = 'msg-0123456789abcdef';
const to = { callbackAddresses: [] };

describe('a sandbox that is ready', () => {
  test('is told with what it holds, where it is, and when it ends', () => {
    const words = readyWords({
      sandboxId,
      sessionIds: ['rig-1-20260302_091500', 'bruno-2026-02-18'],
      place: '/data/sandboxes/sbx-0123456789abcdef',
      expiresAt: '2026-03-02T18:00:00.000Z',
      ...to,
    });
    expect(words.subject).toBe('Sandbox sbx-0123456789abcdef is ready');
    expect(words.text).toBe(`\
Sandbox sbx-0123456789abcdef is ready. It holds 2 sessions, and the SHA-256 of every file was compared in it.

  rig-1-20260302_091500
  bruno-2026-02-18

It is here:
  /data/sandboxes/sbx-0123456789abcdef

How to get in:
  npx sessions sandbox show sbx-0123456789abcdef

It ends on 2026-03-02 at 18:00 UTC, and its storage with it: copy what you want to keep before then.`);
    expect(smsText(words.short, ID)).toBe(
      'Sandbox sbx-0123456789abcdef is ready with 2 sessions: /data/sandboxes/sbx-0123456789abcdef (msg-0123456789abcdef)',
    );
  });

  test('lists twenty sessions and counts the rest', () => {
    const sessionIds = Array.from({ length: 23 }, (_, index) => `s${index}`);
    const { text } = readyWords({ sandboxId, sessionIds, ...to });
    expect(text).toContain('It holds 23 sessions');
    expect(text).toContain('  s19\n  and 3 more\n\nWhere it is, and how to get in:');
  });

  test('of one session, and of more than an event can name', () => {
    expect(readyWords({ sandboxId, sessionIds: ['s1'], ...to }).text).toContain('It holds 1 session,');
    expect(readyWords({ sandboxId, ...to }).text).toContain('It holds more than 100 sessions,');
  });
});

test('a sandbox that failed is told with the reason, and what to do where that is known', () => {
  const words = failedWords({ sandboxId, code: 'store-full', detail: 'No space left for 600 MB.', ...to });
  expect(words.subject).toBe('Sandbox sbx-0123456789abcdef could not be made ready');
  expect(words.text).toBe(`\
Sandbox sbx-0123456789abcdef could not be made ready. Nothing of it is left running.

Reason: No space left for 600 MB. (store-full)
What to do: Free space, then push again: it goes on where it stopped.

All that is known of it:
  npx sessions sandbox show sbx-0123456789abcdef`);
  expect(smsText(words.short, ID)).toBe(
    'Sandbox sbx-0123456789abcdef could not be made ready: No space left for 600 MB. (msg-0123456789abcdef)',
  );
  expect(failedWords({ sandboxId, code: 'toString', detail: 'odd', ...to }).text).toContain(
    'Reason: odd (toString)\n\nAll',
  );
});

test('a sandbox that will end is told with the time and what to save', () => {
  const words = expiringWords({ sandboxId, expiresAt: '2026-03-02T18:00:00.000Z', ...to });
  expect(words.subject).toBe('Sandbox sbx-0123456789abcdef ends on 2026-03-02 at 18:00 UTC');
  expect(words.text).toBe(`\
Sandbox sbx-0123456789abcdef ends on 2026-03-02 at 18:00 UTC, and its storage with it. The sessions stay in the archive.

Copy what you made in it and want to keep before then.

Where it is, and how to get in:
  npx sessions sandbox show sbx-0123456789abcdef`);
  expect(smsText(words.short, ID)).toBe(
    'Sandbox sbx-0123456789abcdef ends on 2026-03-02 at 18:00 UTC. Copy what you want to keep: npx sessions sandbox show sbx-0123456789abcdef (msg-0123456789abcdef)',
  );
  expect(expiringWords({ sandboxId, expiresAt: 'soon', ...to }).subject).toContain('ends on soon');
});

test('a sandbox that has ended is told with the reason', () => {
  const words = endedWords({ sandboxId, reason: 'expired', ...to });
  expect(words.subject).toBe('Sandbox sbx-0123456789abcdef has ended');
  expect(words.text).toBe(`\
Sandbox sbx-0123456789abcdef has ended, and its storage is gone. The sessions stay in the archive.

Reason: its time was over

What it held, to make the same again:
  npx sessions sandbox show sbx-0123456789abcdef`);
  expect(smsText(words.short, ID)).toBe(
    'Sandbox sbx-0123456789abcdef has ended: its time was over (msg-0123456789abcdef)',
  );
  expect(endedWords({ sandboxId, reason: 'constructor', ...to }).text).toContain('Reason: constructor\n');
});

const failure = {
  sessionId: 'bruno-2026-02-25-ecg-cut-short',
  processor: 'ecg-mat',
  file: 'MLII/bruno_control (2).mat',
  code: 'mat-truncated',
  detail: 'The variable "val" ends after 1,204 of 3,600 samples.',
};

describe('a file that could not be processed', () => {
  test('is told with the reason, what is not affected, and where all of them stand', () => {
    const words = processingFailedWords(failure);
    expect(words.subject).toBe(
      'Session bruno-2026-02-25-ecg-cut-short: MLII/bruno_control (2).mat could not be processed',
    );
    expect(words.text).toBe(`\
The processor ecg-mat could not process MLII/bruno_control (2).mat of session bruno-2026-02-25-ecg-cut-short.

Reason: The variable "val" ends after 1,204 of 3,600 samples. (mat-truncated)

The session is stored and can be found all the same, and its other files are processed. Further files with the same cause are not told one by one for an hour. All of them:
  npx sessions failures --session bruno-2026-02-25-ecg-cut-short`);
    expect(smsText(words.short, ID)).toBe(
      'Session bruno-2026-02-25-ecg-cut-short: MLII/bruno_control (2).mat not processed: The variable "val" ends after 1,204 of 3,600 samples. (msg-0123456789abcdef)',
    );
  });

  test('is told to a telephone as far as there is room', () => {
    const shortOf = (more: Partial<typeof failure>): string =>
      smsText(processingFailedWords({ ...failure, ...more }).short, ID);
    expect(shortOf({ detail: 'It ends in the middle of a sample. '.repeat(3) })).toContain(
      '(2).mat not processed: It ends in the middle of a sample. It ends in the... (msg',
    );
    expect(shortOf({ sessionId: 's'.repeat(60) })).toContain('(2).mat not processed: mat-truncated (msg');
    expect(shortOf({ sessionId: 's'.repeat(75) })).toContain('(2).mat not processed (msg');
    expect(shortOf({ sessionId: 's'.repeat(90) })).toContain('sss: a file was not processed (msg');
  });

  test('or a session as a whole', () => {
    const { file: _, ...whole } = failure;
    expect(processingFailedWords(whole).subject).toBe(
      'Session bruno-2026-02-25-ecg-cut-short: something could not be processed',
    );
  });
});

describe('text of others', () => {
  test('becomes one line, without what could turn the lines around it', () => {
    const { text, subject } = processingFailedWords({
      ...failure,
      file: 'a\r\nBcc: all@lab.example\u202e\u0007.mat',
      detail: 'one\n\n\ntwo\u2028three\ud800',
    });
    expect(subject).toContain('a Bcc: all@lab.example .mat could');
    expect(text).toContain('Reason: one two three\ufffd (mat-truncated)');
  });

  test('is cut where it is long', () => {
    const { text } = failedWords({ sandboxId, code: 'x', detail: '心'.repeat(10_000), ...to });
    expect(text).toContain(`Reason: ${'心'.repeat(499)}… (x)`);
  });
});

test('one SMS is enough where the id of the session has up to 100 characters, and two always', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 300 });
  const sessionId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
  fc.assert(
    fc.property(sessionId, text, text, text, (session, file, code, detail) => {
      const all = [
        processingFailedWords({ sessionId: session, processor: 'ecg-mat', file, code, detail }),
        failedWords({ sandboxId, code, detail, ...to }),
        endedWords({ sandboxId, reason: detail, ...to }),
        readyWords({ sandboxId, place: file, ...to }),
      ];
      for (const { short } of all) {
        const septets = septetsOf(smsText(short, ID));
        expect(septets).toBeLessThanOrEqual(session.length <= 100 ? 160 : 306);
      }
    }),
  );
});
