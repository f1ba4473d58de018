import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ConfirmSubscriptionCommand, CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { awsMail } from '../../../../shared/clients/aws/mail.ts';
import { subscribe } from '../../../../shared/clients/aws/mail-subscription.ts';
import { type Callback, printCallback } from '../../../../shared/session/callback.ts';
import { type Arrived, CALLBACKS, type MailWorld } from '../../../contracts/mail.ts';
import type { Emulator } from '../../../setup/emulator/start.ts';
import { manualClock } from '../../../setup/manual-clock.ts';
import { openSlackServer, type Slack } from '../slack/slack-server.ts';
import { uniqueNames } from './emulator.ts';
import { type Front, openFront, xmlError } from './front.ts';

export interface AwsMailWorld extends MailWorld {
  readonly front: Front;
  readonly slack: Slack;
  readonly sns: SNSClient;
  readonly topic: string;
  /** Opens the link in the mail that asks an address for its confirmation. */
  confirm(address: string): Promise<void>;
}

interface People {
  readonly arrived: readonly (Arrived & { topic: string; endpoint: string })[];
  readonly pending: readonly { topic: string; endpoint: string; token: string }[];
}

const unique = uniqueNames();

/** A topic of people and a secret with webhooks, with people at the ends: test/setup/emulator/people.py. */
export async function openMailWorld(
  emulator: Emulator,
  slackSecret?: (url: string) => string,
): Promise<AwsMailWorld> {
  const { root, url } = emulator;
  const [front, slack] = await Promise.all([openFront(url), openSlackServer()]);
  const sns = new SNSClient({ ...root, endpoint: front.url, maxAttempts: 1 });
  const secrets = new SecretsManagerClient(root);
  const text = slackSecret
    ? slackSecret(slack.url)
    : JSON.stringify({ any: `${slack.url}/any`, named: { alerts: `${slack.url}/alerts` } });
  const [{ TopicArn: topic = '' }, { ARN = '' }] = await Promise.all([
    sns.send(new CreateTopicCommand({ Name: unique('people') })),
    // Without a text it is made, and has no value.
    secrets.send(
      new CreateSecretCommand({ Name: unique('slack-webhooks'), ...(text !== '' && { SecretString: text }) }),
    ),
  ]);
  const people = async (): Promise<People> => (await fetch(`${url}/_test/people`)).json() as Promise<People>;

  return {
    mail: awsMail({
      sns,
      secrets,
      settings: { topic, slackSecret: ARN, operators: ['ops@lab.example', '#ops'] },
      clock: manualClock(),
    }),
    front,
    slack,
    sns,
    topic,
    carried: CALLBACKS.map(({ kind }) => kind),
    arrived: async (to) =>
      to.kind === 'email' || to.kind === 'phone'
        ? arrivedBySns(await people(), topic, to)
        : arrivedInSlack(slack, to),
    carrier: async (state) => {
      slack.answer({ status: { works: 200, refuses: 404, fails: 500 }[state], body: 'channel_not_found' });
      front.answer(({ action }) => {
        if (state === 'works' || !['Publish', 'Subscribe'].includes(action)) return undefined;
        return state === 'refuses'
          ? xmlError('InvalidParameter', 'Invalid parameter: Message')
          : xmlError('InternalError', 'not now', 500);
      });
    },
    confirm: async (address) => {
      const waiting = (await people()).pending.find((one) => one.topic === topic && one.endpoint === address);
      await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token: waiting?.token }));
    },
    close: async () => {
      sns.destroy();
      secrets.destroy();
      await Promise.all([front.close(), slack.close()]);
    },
  };
}

/** The same, where all who have e-mail in the contract have confirmed. */
export async function openConfirmedWorld(emulator: Emulator): Promise<AwsMailWorld> {
  const world = await openMailWorld(emulator);
  for (const to of CALLBACKS) {
    if (to.kind !== 'email') continue;
    await subscribe(world.sns, world.topic, { protocol: 'email', endpoint: to.address });
    await world.confirm(to.address);
  }
  return world;
}

function arrivedBySns(people: People, topic: string, to: Callback): Arrived[] {
  const mine = people.arrived.filter((one) => one.topic === topic && one.endpoint === printCallback(to));
  return mine.map(({ subject, text }) =>
    to.kind === 'email' && subject !== undefined ? { subject, text } : { text },
  );
}

function arrivedInSlack(slack: Slack, to: Callback): Arrived[] {
  const path = to.kind === 'slack-channel' ? '/any' : '/alerts';
  const unescaped = (text: string): string =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return slack.posted
    .filter((each) => each.path === path)
    .map(({ body }) => ({ text: unescaped(String(body.text)) }));
}
