import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCallback, printCallback } from '../../../shared/session/callback.ts';

/** What an address is kept as, or why it is none. */
function read(text: string): string {
  const parsed = parseCallback(text);
  return parsed.ok ? `${parsed.callback.kind} ${printCallback(parsed.callback)}` : parsed.message;
}

describe('an address for messages', () => {
  test.each([
    ['marta@example.org', 'email marta@example.org'],
    ['  Marta.Lab+alerts@Mail.Example.ORG ', 'email Marta.Lab+alerts@mail.example.org'],
    ['+4930123456', 'phone +4930123456'],
    ['+49 (30) 123-456', 'phone +4930123456'],
    ['+1 415.555.2671', 'phone +14155552671'],
    ['#rig-alerts', 'slack-channel #rig-alerts'],
    ['slack:#rig_2', 'slack-channel #rig_2'],
    ['slack:lab', 'slack-webhook slack:lab'],
    ['#büro', 'slack-channel #büro'],
  ])('%j is %s', (text, kept) => {
    expect(read(text)).toBe(kept);
  });

  test.each([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['marta', 'neither name@example.org'],
    ['@example.org', 'before the @'],
    [`${'x'.repeat(65)}@example.org`, 'before the @'],
    [`a@${'x.'.repeat(130)}org`, 'at most 254'],
    ['marta@localhost', 'no complete domain'],
    ['marta@-lab.org', 'is no domain'],
    ['marta@10.0.0.1', 'is no domain'],
    ['mar ta@example.org', 'cannot stand before the @'],
    ['a@b@example.org', 'cannot stand before the @'],
    ['a..b@example.org', 'cannot stand before the @'],
    ['marta@example.org\nBcc: all@example.org', 'control character'],
    ['030 123456', 'begins with +'],
    ['0049 30 123456', 'begins with +'],
    ['+0301234567', 'the first no zero'],
    ['+49 30', '7 to 15 digits'],
    ['+1234567890123456', '7 to 15 digits'],
    ['+49 30 CALLME', '7 to 15 digits'],
    ['#', 'a name in Slack'],
    ['#Rig', 'a name in Slack'],
    ['slack:', 'a name in Slack'],
    ['https://hooks.example.org/x', 'neither'],
  ])('%j is none', (text, why) => {
    expect(parseCallback(text)).toMatchObject({ ok: false, code: 'callback-invalid' });
    expect(read(text)).toContain(why);
  });

  test('is kept in a form that reads as itself, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress()), (text) => {
        const parsed = parseCallback(text);
        if (parsed.ok) expect(parseCallback(printCallback(parsed.callback))).toEqual(parsed);
        else expect(parsed.message).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
