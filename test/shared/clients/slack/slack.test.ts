import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSlack, type SlackCallback, type SlackWebhooks } from '../../../../shared/clients/slack/slack.ts';
import type { Delivery } from '../../../../shared/ports/mail.ts';
import { mailMessage } from '../../../make.ts';
import { type ManualClock, manualClock } from '../../../setup/manual-clock.ts';
import { openSlackServer, type Slack } from './slack-server.ts';

const CHANNEL: SlackCallback = { kind: 'slack-channel', channel: 'ecg-lab' };
const UNAVAILABLE = { name: 'Fault', code: 'mail-unavailable' };

let slack: Slack;
let clock: ManualClock;
beforeEach(async () => {
  slack = await openSlackServer();
  clock = manualClock();
});
afterEach(() => slack.close());

function opened(webhooks: SlackWebhooks = { any: `${slack.url}/secret`, named: {} }, timeoutMs = 10_000) {
  const send = openSlack({ webhooks, timeoutMs, clock });
  return (to = CHANNEL, text = 'It is ready.'): Promise<Delivery> =>
    send(mailMessage({ to, subject: 'Ready', text }), to);
}

describe('a message', () => {
  test('is posted as plain text with its channel', async () => {
    expect(await opened()()).toEqual({ state: 'sent' });
    expect(slack.posted).toEqual([
      {
        path: '/secret',
        body: { channel: '#ecg-lab', text: 'Ready\n\nIt is ready.', mrkdwn: false, unfurl_links: false },
      },
    ]);
  });

  test('calls nobody and links nothing, whatever stands in it', async () => {
    await opened()(CHANNEL, '<!channel> <https://evil.example|all is well> & more');
    expect(slack.posted[0]?.body.text).toContain(
      '&lt;!channel&gt; &lt;https://evil.example|all is well&gt; &amp; more',
    );
  });

  test('goes to the webhook of its channel where there is one', async () => {
    const send = opened({ any: `${slack.url}/any`, named: { 'ecg-lab': `${slack.url}/own` } });
    await send();
    await send({ kind: 'slack-channel', channel: 'other' });
    await send({ kind: 'slack-webhook', name: 'ecg-lab' });
    expect(slack.posted.map(({ path }) => path)).toEqual(['/own', '/any', '/own']);
  });

  test('to a webhook that the settings do not know cannot be delivered', async () => {
    expect(await opened()({ kind: 'slack-webhook', name: 'unknown' })).toEqual({
      state: 'unreachable',
      reason: 'The settings know no Slack webhook for "unknown".',
    });
    expect(await opened({ named: {} })()).toMatchObject({ state: 'unreachable' });
    expect(slack.calls()).toBe(0);
  });
});

describe('the answer of Slack', () => {
  test.each([
    [400, 'invalid_payload'],
    [403, 'action_prohibited'],
    [404, 'channel_not_found'],
    [410, 'channel_is_archived'],
  ])('%d %s is for good', async (status, body) => {
    slack.answer({ status, body });
    expect(await opened()()).toEqual({ state: 'unreachable', reason: `Slack answered ${status}: ${body}` });
  });

  test.each([408, 425, 429, 500, 502, 503, 504])('%d is for now', async (status) => {
    const send = opened();
    slack.answer({ status });
    await expect(send()).rejects.toMatchObject(UNAVAILABLE);
    slack.answer({ status: 200 });
    expect(await send()).toEqual({ state: 'sent' });
  });

  test('that leads elsewhere is not followed', async () => {
    slack.answer({ status: 302, headers: { location: `${slack.url}/elsewhere` } });
    await expect(opened()()).rejects.toMatchObject(UNAVAILABLE);
    expect(slack.calls()).toBe(1);
  });
});

describe('a rest that Slack asks for', () => {
  const restOf = async (retryAfter: string): Promise<() => Promise<Delivery>> => {
    const send = opened();
    slack.answer({ status: 429, headers: { 'retry-after': retryAfter } });
    await expect(send()).rejects.toMatchObject(UNAVAILABLE);
    slack.answer({ status: 200 });
    return send;
  };

  test.each([
    ['in seconds', '30', 30],
    ['as a date', 'Thu, 01 Jan 2026 00:00:30 GMT', 30],
    ['without end is an hour', '999999999999', 3600],
  ])('%s is kept', async (_, retryAfter, seconds) => {
    const send = await restOf(retryAfter);
    await clock.advance(seconds * 1000 - 1);
    await expect(send()).rejects.toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining('rest') });
    expect(slack.calls()).toBe(1);
    await clock.advance(1);
    expect(await send()).toEqual({ state: 'sent' });
  });

  test.each(['soon', '-5', 'Thu, 01 Jan 1970 00:00:00 GMT', ''])('%j is none', async (retryAfter) => {
    expect(await (await restOf(retryAfter))()).toEqual({ state: 'sent' });
  });
});

describe('a Slack that is not to be had is a fault, which does not tell the secret address', () => {
  const messageOf = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'no error',
      (error: Error) => `${error.name} ${error.message}`,
    );

  test('where nobody listens', async () => {
    const send = opened();
    await slack.close();
    expect(await messageOf(send())).toBe('Fault Slack did not answer: ECONNREFUSED.');
    slack = await openSlackServer();
  });

  test('where nobody answers in time', async () => {
    slack.answer('silence');
    expect(await messageOf(opened(undefined, 100)())).toBe('Fault Slack did not answer: no answer in time.');
  });
});

test.each([
  '',
  'hooks.slack.com/services/x',
  'http://hooks.slack.com/services/hidden',
  'ftp://127.0.0.1/hidden',
])('%j is no address of a webhook, and is not repeated in the error', (any) => {
  expect(() => opened({ any, named: {} })).toThrow(/^The address of a Slack webhook is https:/);
  expect(() => opened({ any, named: {} })).not.toThrow(/hidden/);
});
