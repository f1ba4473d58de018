import { type Graph, ofType } from '../../graph/graph.ts';
import { callsOf } from '../calls.ts';
import { counted, DAYS, type Meter } from '../quantity.ts';

/** A mapping keeps five long polls of 20 s open, whether or not there are messages. */
const POLLERS = 5;
const POLL_SECONDS = 20;
/** A message is sent to its queue, received and deleted. */
const REQUESTS_A_MESSAGE = 3;

export const bus: Meter = ({ graph, usage }) => {
  const { sessionsPerDay: sessions, session, day } = usage;
  const mappings = ofType(graph, 'aws:lambda/eventSourceMapping:EventSourceMapping').length;
  const polls = (mappings * POLLERS * DAYS * 86_400) / POLL_SECONDS;
  const published = sessions * session.events + day.messages;
  const messages = sessions * session.deliveries + day.messages;
  // Events that are left in the store come by one queue more.
  const left = callsOf(graph, usage).find(({ service }) => service === 'publish')?.calls ?? 0;
  const part = 'bus';
  return [
    {
      part,
      what: 'messages in queues',
      price: 'sqs.requests',
      amount: (messages * DAYS + left) * REQUESTS_A_MESSAGE,
    },
    { part, what: `polls of ${counted(mappings, 'mapping')}`, price: 'sqs.requests', amount: polls },
    { part, what: 'looks for dead letters', price: 'sqs.requests', amount: deadLetterLooks(graph, usage) },
    {
      part,
      what: 'events and messages published',
      price: 'sns.publish',
      amount: (published + day.mails) * DAYS,
    },
    { part, what: 'e-mails', price: 'sns.mail', amount: day.mails * DAYS },
    { part, what: 'SMS', price: 'sns.sms', amount: day.texts * DAYS },
    { part, what: 'schedules', price: 'schedule.calls', amount: scheduled(graph, usage) },
  ];
};

/** `reconcile` asks each dead-letter queue every time it runs. */
function deadLetterLooks(graph: Graph, usage: Parameters<typeof callsOf>[1]): number {
  const queues = ofType(graph, 'aws:sqs/queue:Queue').filter(({ inputs }) =>
    String(inputs.name).endsWith('-dead'),
  );
  const ticks = callsOf(graph, usage).find(({ service }) => service === 'reconcile')?.ticks ?? 0;
  return queues.length * ticks;
}

/** EventBridge Scheduler's invocations; rules of EventBridge that AWS calls by time cost nothing. */
function scheduled(graph: Graph, usage: Parameters<typeof callsOf>[1]): number {
  if (ofType(graph, 'aws:scheduler/schedule:Schedule').length === 0) return 0;
  return callsOf(graph, usage).reduce((sum, { ticks }) => sum + ticks, 0);
}
