import type { ServiceManifest, Uses } from '../../../shared/service/define.ts';
import {
  COMPUTE_RIGHTS,
  DEAD_LETTER_RIGHTS,
  grantsOf,
  OBJECT_RIGHTS,
  SEARCH_RIGHTS,
} from '../../../shared/service/wire.ts';
import { type EventsWay, isPrivate, publishesBy } from '../kinds.ts';

/** Where a call goes. `internet` is everything that is not AWS, such as Slack. */
export type Host = 's3' | 'sns' | 'sqs' | 'secretsmanager' | 'ec2' | 'search' | 'internet';

/** A call that a service's code may make. */
export interface Call {
  /** Port, right and function: `objects.archive.head`. */
  readonly name: string;
  readonly host: Host;
}

/** Done on the spot: signed with the function's own credentials, named, or worked out from a table. */
const WITHOUT_CALL: ReadonlySet<string> = new Set(['signGet', 'signPut', 'signPart', 'location', 'offer']);
const asksAws = (call: string): boolean => !WITHOUT_CALL.has(call);

/** Every call that a service can make with what its manifest grants. `events`: how private functions publish. */
export function callsOf(manifest: ServiceManifest, events: EventsWay): readonly Call[] {
  const uses = grantsOf(manifest);
  const calls: Call[] = [...objectCalls(uses)];
  const add = (host: Host, ...names: readonly string[]): void => {
    for (const name of names) calls.push({ name, host });
  };
  const way = publishesBy(manifest, events);
  if (way) add(way === 'bus' ? 'sns' : 's3', 'bus.publish');
  for (const right of uses.search ?? [])
    add('search', ...SEARCH_RIGHTS[right].map((call) => `search.${call}`));
  for (const secret of uses.secrets ?? []) add('secretsmanager', `secrets.get(${secret})`);
  for (const right of uses.compute ?? [])
    add('ec2', ...COMPUTE_RIGHTS[right].filter(asksAws).map((call) => `compute.${call}`));
  for (const right of uses.deadLetters ?? [])
    add('sqs', ...DEAD_LETTER_RIGHTS[right].map((call) => `deadLetters.${call}`));
  if (uses.mail) {
    add('sns', 'mail.send to an address');
    add('secretsmanager', 'mail.send reading the webhooks');
    add('internet', 'mail.send to Slack');
  }
  return calls;
}

const objectCalls = ({ objects = {} }: Uses): Call[] =>
  Object.entries(objects).flatMap(([area, rights]) =>
    rights
      .flatMap((right): readonly string[] => OBJECT_RIGHTS[right])
      .filter(asksAws)
      .map((call) => ({ name: `objects.${area}.${call}`, host: 's3' as const })),
  );

/** How a function reaches each host that it can reach. */
export type Egress = Readonly<Partial<Record<Host, string>>>;

const privateEgress = (events: EventsWay): Egress => ({
  s3: 'the gateway endpoint of S3',
  ...(events === 'endpoint' && { sns: 'the interface endpoint of SNS' }),
  search: 'the search domain in the same network',
});

const OUTSIDE: Egress = {
  s3: 'the public endpoint',
  sns: 'the public endpoint',
  sqs: 'the public endpoint',
  secretsmanager: 'the public endpoint',
  ec2: 'the public endpoint',
  internet: "Lambda's own way out",
};

export const egressOf = (manifest: ServiceManifest, events: EventsWay): Egress =>
  isPrivate(manifest) ? privateEgress(events) : OUTSIDE;

/** The hosts that a service calls, each with the way that leads there, where one does. */
export function waysOf(manifest: ServiceManifest, events: EventsWay): ReadonlyMap<Host, string | undefined> {
  const egress = egressOf(manifest, events);
  return new Map(callsOf(manifest, events).map(({ host }) => [host, egress[host]]));
}

/** What would never be answered: calls to hosts that the function's network does not lead to. */
export function strandedCalls(manifest: ServiceManifest, events: EventsWay): readonly string[] {
  const egress = egressOf(manifest, events);
  return callsOf(manifest, events)
    .filter(({ host }) => egress[host] === undefined)
    .map(({ name, host }) => `${manifest.name}: ${name} finds no way to ${host}`);
}
