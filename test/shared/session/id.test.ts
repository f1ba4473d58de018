import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  MAX_PATH_BYTES,
  parseSessionId,
  sessionIdFromFolder,
  validFilePath,
  validSource,
} from '../../../shared/session/id.ts';

describe('the id of a session', () => {
  test.each(['a', '7', 'mouse-3_run.2', 'rig1-20210301_161221', 'console', 'com', 'nul-1'])(
    '%s is an id',
    (id) => {
      expect(parseSessionId(id)).toEqual({ ok: true, id });
    },
  );

  test.each([
    ['', 'empty', undefined],
    ['My session 3', 'a space', 'My-session-3'],
    ['Mäuse/1', '"ä"', 'Mause-1'],
    ['a\tb', 'U+0009', 'a-b'],
    ['.hidden', 'begin with', 'hidden'],
    ['-x', 'begin with', 'x'],
    ['a..b', '".."', 'a.b'],
    ['a.', 'ends with a dot', 'a'],
    ['../../etc', '"/"', 'etc'],
    ['NUL', 'device', 'session-NUL'],
    ['com1.dat', 'device', 'session-com1.dat'],
    ['日本', '"日"', undefined],
  ])('%j is refused, with the reason and an id that would do', (text, reason, suggestion) => {
    const result = parseSessionId(text);
    if (result.ok) throw new Error('taken');
    expect(result.code).toBe('session-id-invalid');
    expect(result.message).toContain(reason);
    expect(result.suggestion).toBe(suggestion);
    if (suggestion !== undefined) expect(result.message).toContain(`"${suggestion}" would do`);
  });

  test('has at most 128 characters', () => {
    expect(parseSessionId('A'.repeat(128)).ok).toBe(true);
    expect(parseSessionId('A'.repeat(129))).toMatchObject({ ok: false, suggestion: 'A'.repeat(128) });
  });

  test('whatever is proposed would be taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const result = parseSessionId(text);
        if (result.ok) expect(text).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
        else if (result.suggestion !== undefined) expect(parseSessionId(result.suggestion).ok).toBe(true);
      }),
    );
  });

  test('a message carries no control character to the terminal', () => {
    const result = parseSessionId('\u001b[2J\u009b31m');
    expect(result).toMatchObject({ ok: false, message: expect.not.stringMatching(/\p{Cc}/u) });
  });
});

describe('a source', () => {
  test.each(['rig1', 'lab-a.rig_2'])('%s is one', (name) => expect(validSource(name)).toBe(true));
  test.each(['', 'rig 1', 'a/b', '..', 'nul'])('%j is none', (name) => {
    expect(validSource(name)).toBe(false);
  });

  test('has at most 64 characters', () => {
    expect(validSource('x'.repeat(64))).toBe(true);
    expect(validSource('x'.repeat(65))).toBe(false);
  });
});

describe('the id from a folder', () => {
  test('is its name', () => {
    expect(sessionIdFromFolder('mouse-3', 'rig1')).toEqual({ ok: true, id: 'mouse-3' });
  });

  test('has the source before a bare timestamp, which tells when it was recorded', () => {
    expect(sessionIdFromFolder('20210301_161221', 'rig1')).toEqual({
      ok: true,
      id: 'rig1-20210301_161221',
      recordedAt: '2021-03-01T16:12:21',
    });
  });

  test.each(['20210229_161221', '20211301_161221', '20210301_241221', '20210301_166021', '00000101_000000'])(
    'stays where there is no such time as %s, and recorded_at is quarantined',
    (name) => {
      expect(sessionIdFromFolder(name, 'rig1')).toEqual({
        ok: true,
        id: `rig1-${name}`,
        quarantined: {
          field: 'recorded_at',
          value: name,
          code: 'impossible-date',
          reason: expect.stringContaining(name),
        },
      });
    },
  );

  test('does not take a timestamp inside a name for one', () => {
    expect(sessionIdFromFolder('m1_20210229_161221', 'rig1')).toEqual({ ok: true, id: 'm1_20210229_161221' });
  });

  test('is refused for a name that is none, with a proposal', () => {
    expect(sessionIdFromFolder('My session 3', 'rig1')).toMatchObject({
      ok: false,
      suggestion: 'My-session-3',
    });
    expect(sessionIdFromFolder('20210301_161221', 'rig/1')).toMatchObject({
      ok: false,
      code: 'session-id-invalid',
    });
  });
});

describe('the path of a file', () => {
  test.each(['a', 'signals/ch 1.dat', '…/µV.txt', '.hidden', 'a..b', '...', 'T12:30:00.log'])(
    '%j is one',
    (path) => {
      expect(validFilePath(path)).toEqual({ ok: true, path });
    },
  );

  test.each([
    ['', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['a/../b', '".."'],
    ['..', '".."'],
    ['./a', '"."'],
    ['a//b', 'empty segment'],
    ['a/', 'empty segment'],
    ['a\\b', 'backslash'],
    ['C:\\data', 'backslash'],
    ['a\nb', 'U+000A'],
    ['a\0', 'U+0000'],
    ['a\u0085', 'U+0085'],
    ['\ud800.dat', 'Unicode'],
  ])('%j is refused', (path, reason) => {
    expect(validFilePath(path)).toMatchObject({
      ok: false,
      code: 'path-invalid',
      message: expect.stringContaining(reason),
    });
  });

  test('has at most 255 bytes in a segment and 891 in all', () => {
    expect(validFilePath('x'.repeat(255)).ok).toBe(true);
    expect(validFilePath('x'.repeat(256))).toMatchObject({ message: expect.stringContaining('255') });
    expect(validFilePath('µ'.repeat(128))).toMatchObject({ message: expect.stringContaining('255') });
    expect(validFilePath(`${'d/'.repeat(445)}f`).ok).toBe(true);
    expect(validFilePath(`${'d/'.repeat(445)}ff`)).toMatchObject({ message: expect.stringContaining('891') });
    expect(`${'x'.repeat(128)}/raw/`.length + MAX_PATH_BYTES).toBe(1024);
  });

  test('a path that is taken stays inside the folder', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('.', '..', 'a', '/', '\\', 'µ', '\0', ' '), { maxLength: 12 }),
        (parts) => {
          const path = parts.join('');
          if (!validFilePath(path).ok) return;
          expect(new URL(encodeURI(path), 'file:///root/').pathname).toMatch(/^\/root\/./);
          expect(path.split('/')).not.toContain('..');
        },
      ),
    );
  });
});
