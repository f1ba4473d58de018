import { describe, expect, test } from '@jest/globals';
import { mailSettings } from '../../../infra/local/mail-settings.ts';

test('without settings, messages stay in the outbox folder', () => {
  expect(mailSettings({})).toEqual({
    operators: [{ kind: 'email', address: 'operators@localhost' }],
    from: 'sessions@localhost',
  });
});

test('empty settings are none', () => {
  const empty = {
    SESSIONS_SMTP_URL: '',
    SESSIONS_MAIL_FROM: '',
    SESSIONS_SLACK_WEBHOOK: ' ',
    SESSIONS_OPERATORS: '',
  };
  expect(mailSettings(empty)).toEqual(mailSettings({}));
});

test('a mail server comes with the address that mail is from', () => {
  const settings = {
    SESSIONS_SMTP_URL: 'smtps://mail.lab.example',
    SESSIONS_MAIL_FROM: 'Sessions@Lab.example',
  };
  expect(mailSettings(settings)).toMatchObject({
    smtp: 'smtps://mail.lab.example',
    from: 'Sessions@lab.example',
  });
});

test('operators are addresses of any kind, parted by commas', () => {
  expect(
    mailSettings({ SESSIONS_OPERATORS: 'ines@lab.example, +34 600 123 456,#alerts,' }).operators,
  ).toEqual([
    { kind: 'email', address: 'ines@lab.example' },
    { kind: 'phone', number: '+34600123456' },
    { kind: 'slack-channel', channel: 'alerts' },
  ]);
});

test.each([
  ['https://hooks.slack.com/services/a', { any: 'https://hooks.slack.com/services/a', named: {} }],
  ['lab=https://x.example/a', { named: { lab: 'https://x.example/a' } }],
  [
    '#ecg-lab=https://x.example/a?b=c  rig=https://x.example/d https://x.example/e?f=g',
    {
      any: 'https://x.example/e?f=g',
      named: { 'ecg-lab': 'https://x.example/a?b=c', rig: 'https://x.example/d' },
    },
  ],
])('webhooks %j', (text, slack) => {
  expect(mailSettings({ SESSIONS_SLACK_WEBHOOK: text })).toMatchObject({ slack });
});

describe('a wrong setting is named', () => {
  test.each([
    [{ SESSIONS_SMTP_URL: 'smtps://mail.lab.example' }, /needs SESSIONS_MAIL_FROM/],
    [{ SESSIONS_MAIL_FROM: '#alerts' }, /^SESSIONS_MAIL_FROM is an e-mail address/],
    [{ SESSIONS_OPERATORS: 'ines' }, /^SESSIONS_OPERATORS: "ines" is no address/],
  ])('%j', (env, message) => {
    expect(() => mailSettings(env)).toThrow(message);
  });
});
