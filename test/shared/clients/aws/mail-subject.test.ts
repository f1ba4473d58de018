import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { snsSubject } from '../../../../shared/clients/aws/mail-subject.ts';

describe('a subject for SNS', () => {
  test.each([
    ['short', 'Größe of 3 sessions', 'Größe of 3 sessions'],
    ['of 99 characters', 'x'.repeat(99), 'x'.repeat(99)],
    ['with line ends', 'one\r\n\r\ntwo', 'one two'],
    ['with spaces around it', '  ready\n', 'ready'],
    ['empty', '', 'Sessions'],
    ['of control characters only', '\u0000\u0007', 'Sessions'],
  ])('that is %s stays whole', (_, subject, text) => {
    expect(snsSubject(subject)).toEqual({ text, isShortened: false });
  });

  test.each([
    ['words', 'ready '.repeat(20), `${'ready '.repeat(16)}re…`],
    ['characters of two units', '😀'.repeat(60), `${'😀'.repeat(49)}…`],
  ])('of too many %s says by its end that something is missing', (_, subject, text) => {
    expect(snsSubject(subject)).toEqual({ text, isShortened: true });
  });

  test('is one that SNS takes, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (subject) => {
        const { text } = snsSubject(subject);
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThan(100);
        expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(text.isWellFormed()).toBe(true);
      }),
    );
  });
});
