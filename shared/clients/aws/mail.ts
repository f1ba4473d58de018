import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Clock } from '../../ports/clock.ts';
import type { Mail } from '../../ports/mail.ts';
import type { Environment, MailEnvironment } from '../../service/environment.ts';
import { type Callback, parseCallback } from '../../session/callback.ts';
import { snsPeople } from './mail-people.ts';
import { slackOfSecret } from './mail-slack.ts';
import { openSecrets, readSecrets } from './secret-values.ts';
import { TIMEOUTS } from './timeouts.ts';

/** Messages to people as the environment says. Throws where it says nothing of mail, or names no address as one. */
export function openAwsMail({ mail }: Pick<Environment, 'mail'>, clock: Clock): Mail {
  if (!mail) throw new Error('The environment names no mail: the manifest asks for none.');
  return awsMail({
    sns: new SNSClient({ requestHandler: TIMEOUTS }),
    secrets: openSecrets(),
    settings: mail,
    clock,
  });
}

/** E-mail and SMS by SNS, Slack by webhooks. */
export function awsMail(options: {
  sns: SNSClient;
  secrets: SecretsManagerClient;
  settings: MailEnvironment;
  clock: Clock;
  /** For a call to Slack; 30 s when left out. */
  timeoutMs?: number;
}): Mail {
  const { sns, secrets, settings, clock, timeoutMs = TIMEOUTS.requestTimeout } = options;
  const sendToPerson = snsPeople({ client: sns, topic: settings.topic });
  const read = readSecrets({ client: secrets, clock });
  const sendToSlack = slackOfSecret({ read, secret: settings.slackSecret, clock, timeoutMs });
  return {
    operators: settings.operators.map(callbackOf),
    send: (message) => {
      const { to } = message;
      return to.kind === 'email' || to.kind === 'phone'
        ? sendToPerson(message, to)
        : sendToSlack(message, to);
    },
  };
}

function callbackOf(text: string): Callback {
  const parsed = parseCallback(text);
  if (!parsed.ok) throw new Error(`Operators in the environment: ${parsed.message}`);
  return parsed.callback;
}
