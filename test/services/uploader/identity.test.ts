import { describe, expect, test } from '@jest/globals';
import { identify } from '../../../services/uploader/identity.ts';

describe('the identity of a session', () => {
  test("is its folder's name", () => {
    expect(identify('/data/session-1', undefined, undefined)).toEqual({ id: 'session-1', about: {} });
  });

  test('is source and name where the name is a bare time, which then is when it was recorded', () => {
    expect(identify('/data/20210301_161221', undefined, 'rig-1')).toEqual({
      id: 'rig-1-20210301_161221',
      about: { recordedAt: '2021-03-01T16:12:21' },
    });
  });

  test('needs the source for that, and says so', () => {
    expect(() => identify('/data/20210301_161221', undefined, undefined)).toThrow(
      expect.objectContaining({ code: 'source-needed' }),
    );
  });

  test('may be given, and the name of the folder still tells the time', () => {
    expect(identify('/data/20210301_161221', 'mine', undefined)).toEqual({
      id: 'mine',
      about: { recordedAt: '2021-03-01T16:12:21' },
    });
    expect(identify('/data/My session!', 'mine', undefined)).toEqual({ id: 'mine', about: {} });
  });

  test('marks a time that cannot be', () => {
    const { id, about } = identify('/data/20210229_161221', undefined, 'rig-1');
    expect(id).toBe('rig-1-20210229_161221');
    expect(about.quarantined).toMatchObject([{ field: 'recorded_at', value: '20210229_161221' }]);
  });

  test.each([
    ['/data/My session!', undefined],
    ['/data/fine', '../up'],
  ])('is refused for %s with the id %s', (root, id) => {
    expect(() => identify(root, id, 'rig-1')).toThrow(
      expect.objectContaining({ code: 'session-id-invalid' }),
    );
  });
});
