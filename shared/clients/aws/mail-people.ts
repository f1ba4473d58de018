import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Delivery, MailMessage } from '../../ports/mail.ts';
import { Fault } from '../../service/errors.ts';
import type { Callback } from '../../session/callback.ts';
import { snsSubject } from './mail-subject.ts';
import { type Address, findSubscription, subscribe } from './mail-subscription.ts';

export type PersonCallback = Extract<Callback, { kind: 'email' | 'phone' }>;

/**
 * E-mail and SMS by one topic, `topic`, where each address has a subscription that takes what is sent to it. The
 * first message to an e-mail address is a Fault, which also asks its owner for the confirmation that SNS wants: SNS
 * drops what is sent before. SNS knows no repetition: a message sent twice arrives twice, with its id in the text.
 */
export function snsPeople(options: {
  client: SNSClient;
  topic: string;
}): (message: MailMessage, to: PersonCallback) => Promise<Delivery> {
  const { client, topic } = options;

  async function state(address: Address): Promise<'confirmed' | 'pending'> {
    const found = await findSubscription(client, topic, address);
    // One that waits is not asked again: each time would be one more mail that asks.
    return found === 'none' ? await subscribe(client, topic, address) : found;
  }

  return async (message, to) => {
    const address = addressOf(to);
    try {
      if ((await state(address)) === 'pending') throw unconfirmed(address);
      await client.send(new PublishCommand({ TopicArn: topic, ...contentOf(message, address) }));
      return { state: 'sent' };
    } catch (error) {
      return judge(error);
    }
  };
}

const addressOf = (to: PersonCallback): Address =>
  to.kind === 'email'
    ? { protocol: 'email', endpoint: to.address }
    : { protocol: 'sms', endpoint: to.number };

function contentOf({ id, subject, text }: MailMessage, { protocol, endpoint }: Address) {
  const to = { DataType: 'String', StringValue: endpoint };
  if (protocol === 'sms') {
    const body = text.includes(id) ? text : `${text} (${id})`;
    // Not advertising: sent with the better reliability, also to those who want none.
    const kind = { DataType: 'String', StringValue: 'Transactional' };
    return { Message: body, MessageAttributes: { to, 'AWS.SNS.SMS.SMSType': kind } };
  }
  const { text: line, isShortened } = snsSubject(subject);
  const head = isShortened ? `${subject}\n\n` : '';
  const foot = text.includes(id) ? '' : `\n\nMessage ${id}.`;
  return { Subject: line, Message: `${head}${text}${foot}`, MessageAttributes: { to } };
}

const unconfirmed = ({ endpoint }: Address): Fault =>
  new Fault(
    'mail-unavailable',
    `${endpoint} has not confirmed yet that it takes messages: the link is in the mail "AWS Notification - Subscription Confirmation". What waits is sent after that.`,
  );

/** Refused for good is what SNS says of the message or the address; all else may be other the next time. */
function judge(error: unknown): Delivery {
  if (error instanceof Fault) throw error;
  const { name, message } = Error.isError(error) ? error : { name: '', message: String(error) };
  if (isAboutMessage(name, message)) return { state: 'unreachable', reason: `SNS says: ${message}` };
  throw new Fault('mail-unavailable', `SNS did not take it: ${message}`, { cause: error });
}

/** A parameter that is the platform's own, the topic or the filter, is an operator's to mend. */
const isAboutMessage = (name: string, message: string): boolean =>
  /^(InvalidParameter|OptedOut)/.test(name) && !/TopicArn|Attributes|FilterPolicy/.test(message);
