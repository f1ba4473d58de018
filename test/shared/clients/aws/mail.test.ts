import { ListSubscriptionsByTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openAwsMail } from '../../../../shared/clients/aws/mail.ts';
import type { Callback } from '../../../../shared/session/callback.ts';
import { mailContract } from '../../../contracts/mail.ts';
import { mailMessage } from '../../../make.ts';
import { manualClock } from '../../../setup/manual-clock.ts';
import { emulatorOfFile } from './emulator.ts';
import { xmlError } from './front.ts';
import { type AwsMailWorld, openConfirmedWorld, openMailWorld } from './mail-world.ts';

const emulator = emulatorOfFile({ CONFIRM_SUBSCRIPTIONS: '1' });
const MARTA: Callback = { kind: 'email', address: 'marta@lab.example' };
const TOMAS: Callback = { kind: 'email', address: 'tomas@lab.example' };
const PHONE: Callback = { kind: 'phone', number: '+34600123456' };
const CHANNEL: Callback = { kind: 'slack-channel', channel: 'ecg-lab' };
const UNAVAILABLE = { name: 'Fault', code: 'mail-unavailable' };

describe('mail by SNS and Slack', () => mailContract(async () => openConfirmedWorld(await emulator())));

let world: AwsMailWorld;
const open = async (slackSecret?: (url: string) => string): Promise<AwsMailWorld> => {
  world = await openMailWorld(await emulator(), slackSecret);
  return world;
};
afterEach(() => world?.close());

const actions = (): string[] => world.front.asked.map(({ action }) => action);
const send = (to: Callback, more = {}) => world.mail.send(mailMessage({ to, ...more }));

describe('an e-mail address that was never written to', () => {
  beforeEach(() => open());

  test('is asked for its confirmation, and gets the message after that', async () => {
    await expect(send(MARTA)).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringContaining('marta@lab.example has not confirmed'),
    });
    await world.confirm('marta@lab.example');
    expect(await send(MARTA)).toEqual({ state: 'sent' });
    expect(await world.arrived(MARTA)).toHaveLength(1);
  });

  test('is asked once, however often the message is tried', async () => {
    for (let i = 0; i < 3; i++) await expect(send(MARTA)).rejects.toMatchObject(UNAVAILABLE);
    expect(actions().filter((action) => action === 'Subscribe')).toHaveLength(1);
    expect(actions()).not.toContain('Publish');
  });

  test('that SNS takes for none is unreachable', async () => {
    world.front.answer(({ action }) =>
      action === 'Subscribe' ? xmlError('InvalidParameter', 'Invalid parameter: Email address') : undefined,
    );
    expect(await send(MARTA)).toEqual({
      state: 'unreachable',
      reason: 'SNS says: Invalid parameter: Email address',
    });
  });
});

describe('what is sent to one address', () => {
  beforeEach(() => open());

  test('reaches no other, by mail or by telephone', async () => {
    for (const to of [MARTA, TOMAS]) {
      await expect(send(to)).rejects.toMatchObject(UNAVAILABLE);
      await world.confirm(to.kind === 'email' ? to.address : '');
    }
    await send(PHONE, { text: 'for the telephone' });
    await send(MARTA, { text: 'for Marta' });
    expect((await world.arrived(MARTA)).map(({ text }) => text)).toEqual([
      expect.stringContaining('for Marta'),
    ]);
    expect((await world.arrived(PHONE)).map(({ text }) => text)).toEqual([
      expect.stringContaining('for the telephone'),
    ]);
    expect(await world.arrived(TOMAS)).toEqual([]);
  });

  test('shows its id, once', async () => {
    await send(PHONE, { text: 'Ready.' });
    await send(PHONE, { text: 'Ready (msg-0123456789abcdef)' });
    expect((await world.arrived(PHONE)).map(({ text }) => text)).toEqual([
      'Ready. (msg-0123456789abcdef)',
      'Ready (msg-0123456789abcdef)',
    ]);
  });

  test('has its whole subject in the text where SNS takes no such long one', async () => {
    await expect(send(MARTA)).rejects.toMatchObject(UNAVAILABLE);
    await world.confirm('marta@lab.example');
    const subject = `Sandbox of ${'session '.repeat(20)}is ready`;
    await send(MARTA, { subject });
    const [arrived] = await world.arrived(MARTA);
    expect(arrived?.subject).toMatch(/^Sandbox of session .{1,80}…$/);
    expect(arrived?.text.startsWith(`${subject}\n\n`)).toBe(true);
  });
});

test('an address is found on any page of the subscriptions', async () => {
  await open();
  for (let i = 0; i < 210; i += 1)
    await world.sns.send(
      new SubscribeCommand({ TopicArn: world.topic, Protocol: 'sms', Endpoint: `+4930${100_000 + i}` }),
    );
  await send(PHONE);
  world.front.asked.length = 0;
  await send(PHONE);
  expect(actions()).toEqual([
    'ListSubscriptionsByTopic',
    'ListSubscriptionsByTopic',
    'ListSubscriptionsByTopic',
    'Publish',
  ]);
});

describe('what SNS answers in other cases', () => {
  beforeEach(() => open());
  const subscription = (arn: string): string =>
    `<member><SubscriptionArn>${arn}</SubscriptionArn><Protocol>email</Protocol><Endpoint>marta@lab.example</Endpoint></member>`;
  const list = (arn: string) => ({
    status: 200,
    body: `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${subscription(arn)}</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`,
  });

  test('an address that left is asked again', async () => {
    world.front.answer(({ action }) => (action.startsWith('List') ? list('Deleted') : undefined));
    await expect(send(MARTA)).rejects.toMatchObject(UNAVAILABLE);
    expect(actions()).toContain('Subscribe');
  });

  test('an address whose subscription the list does not show yet is found by subscribing it', async () => {
    await expect(send(MARTA)).rejects.toMatchObject(UNAVAILABLE);
    await world.confirm('marta@lab.example');
    world.front.answer(({ action }) =>
      action.startsWith('List') ? { ...list(''), body: '<ListSubscriptionsByTopicResponse/>' } : undefined,
    );
    expect(await send(MARTA)).toEqual({ state: 'sent' });
  });

  test.each([
    ['AuthorizationError', 'no right to publish', 403],
    ['NotFound', 'Topic does not exist', 404],
    ['Throttled', 'Rate exceeded', 429],
    ['FilterPolicyLimitExceeded', 'Filter policy limit exceeded', 403],
    ['InvalidParameter', 'Invalid parameter: TopicArn', 400],
    [
      'InvalidParameter',
      'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
      400,
    ],
  ])('%s is the platform’s to mend: %s', async (code, message, status) => {
    world.front.answer(() => xmlError(code, message, status));
    await expect(send(PHONE)).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['InvalidParameter', 'Invalid parameter: Message Reason: too long'],
    ['InvalidParameterValue', 'Invalid parameter value'],
    ['OptedOut', 'The number has opted out'],
  ])('%s is for good', async (code, message) => {
    world.front.answer(({ action }) => (action === 'Publish' ? xmlError(code, message) : undefined));
    expect(await send(PHONE)).toEqual({ state: 'unreachable', reason: `SNS says: ${message}` });
  });
});

test('each subscription takes what is sent to its address, and nothing else', async () => {
  await open();
  await send(PHONE);
  const asked = world.front.asked.find(({ action }) => action === 'Subscribe');
  const form = Object.fromEntries(new URLSearchParams(asked?.body));
  expect(form).toMatchObject({
    Protocol: 'sms',
    Endpoint: '+34600123456',
    'Attributes.entry.1.key': 'FilterPolicy',
    'Attributes.entry.1.value': '{"to":["+34600123456"]}',
    'Attributes.entry.2.key': 'FilterPolicyScope',
    'Attributes.entry.2.value': 'MessageAttributes',
  });
  const { Subscriptions = [] } = await world.sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: world.topic }),
  );
  expect(Subscriptions).toHaveLength(1);
});

describe('the secret with the webhooks', () => {
  test('without a value makes Slack unreachable, and says so', async () => {
    await open(() => '');
    expect(await send(CHANNEL)).toEqual({
      state: 'unreachable',
      reason: expect.stringContaining('has no value'),
    });
  });

  test.each<[string, (url: string) => string]>([
    ['no JSON', () => 'hidden'],
    ['no record', () => '["hidden"]'],
    ['names that are none', () => '{"named": {"alerts": 7, "other": "hidden"}}'],
    ['no address of a webhook', () => '{"any": "http://hidden.example/"}'],
  ])('that is %s is an operator’s to mend, and is not repeated', async (_, text) => {
    await open(text);
    const error: Error = await send(CHANNEL).then(
      () => new Error('sent'),
      (reason) => reason,
    );
    expect(error).toMatchObject(UNAVAILABLE);
    expect(error.message).toContain('The secret with the Slack webhooks is not');
    expect(`${error.message} ${error.cause}`).not.toContain('hidden');
  });

  test('may name channels only', async () => {
    await open((url) => JSON.stringify({ named: { 'ecg-lab': `${url}/own` } }));
    expect(await send(CHANNEL)).toEqual({ state: 'sent' });
    expect(world.slack.posted.map(({ path }) => path)).toEqual(['/own']);
  });

  test('is read once, so that the rest that Slack asks for is kept', async () => {
    await open();
    world.slack.answer({ status: 429, headers: { 'retry-after': '60' } });
    for (let i = 0; i < 2; i++) await expect(send(CHANNEL)).rejects.toMatchObject(UNAVAILABLE);
    expect(world.slack.calls()).toBe(1);
  });
});

describe('operators', () => {
  const settings = { topic: 'arn:aws:sns:us-east-1:123456789012:people', slackSecret: 'arn:aws:x' };

  test('are whom the environment names', () => {
    const mail = { ...settings, operators: ['ops@lab.example', '#ops', '+34 600 123456'] };
    expect(openAwsMail({ mail }, manualClock()).operators).toEqual([
      { kind: 'email', address: 'ops@lab.example' },
      { kind: 'slack-channel', channel: 'ops' },
      { kind: 'phone', number: '+34600123456' },
    ]);
  });

  test('that are no addresses stop the function at its start', () => {
    const mail = { ...settings, operators: ['nobody'] };
    expect(() => openAwsMail({ mail }, manualClock())).toThrow('"nobody" is no address');
    expect(() => openAwsMail({}, manualClock())).toThrow('names no mail');
  });
});
