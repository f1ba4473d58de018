import * as pulumi from '@pulumi/pulumi';
import type { StoreName } from '../../shared/ports/objects.ts';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { type Environment, writeEnvironment } from '../../shared/service/environment.ts';
import { grantsOf, type PortName, placeOf, portsOf } from '../../shared/service/wire.ts';
import { publishesBy } from './kinds.ts';
import type { Context } from './part.ts';
import type { Network, Queues, Search, SecretArns, Stores, Topics, Workbench } from './shapes.ts';

/** The parts that functions are made with. */
export interface Needed {
  readonly network: Network;
  readonly stores: Stores;
  readonly topics: Topics;
  readonly secrets: SecretArns;
  readonly queues: Queues;
  readonly search: Search;
  readonly workbench: Workbench;
}

/** Where events are left for `publish`. */
const EVENTS_LEFT = 'ledger/bus';

/** What a part of the environment is, before AWS has given it its name. */
type Planned = { readonly [K in keyof Environment]?: pulumi.Input<unknown> };

/** The variables of a service's function: where to find what its manifest names, and nothing else. */
export function environmentOf(
  { config, names }: Context,
  manifest: ServiceManifest,
  needed: Needed,
): pulumi.Output<Record<string, string>> {
  const { stores, topics, secrets, queues, search, workbench, network } = needed;
  const { objects = {}, secrets: asked = [] } = grantsOf(manifest);
  const areas = Object.keys(objects) as (keyof typeof objects)[];
  const leavesEvents = publishesBy(manifest, config.events) === 'ledger';
  const used = new Set(areas.map((area): StoreName => placeOf(area).store));
  if (leavesEvents) used.add(placeOf(EVENTS_LEFT).store);
  const parts: Readonly<Record<PortName, Planned>> = {
    stores: { stores: Object.fromEntries([...used].map((store) => [store, stores[store].name])) },
    bus: leavesEvents ? { busFolder: placeOf(EVENTS_LEFT).prefix } : { topic: topics.eventsArn },
    deadLetters: {
      queues: Object.fromEntries(
        Object.entries(queues).map(([name, { url, deadUrl }]) => [name, { url, deadUrl }]),
      ),
    },
    search: { search: search.endpoint },
    secrets: { secrets: Object.fromEntries(asked.map((name) => [name, secrets[name]])) },
    compute: {
      launch: {
        template: workbench.templateId,
        subnets: network.privateSubnetIds,
        role: workbench.instanceRoleId,
      },
    },
    mail: {
      mail: {
        topic: topics.peopleArn,
        slackSecret: secrets['slack-webhooks'],
        operators: config.operators,
      },
    },
  };
  const planned: Planned = Object.assign(
    { platform: names.platform, stores: {}, secrets: {} },
    ...portsOf(manifest).map((port) => parts[port]),
  );
  return pulumi.output(planned).apply(
    (environment): Record<string, string> => ({
      ...writeEnvironment(environment as unknown as Environment),
      // Stack traces in the log name our files, not the bundle.
      NODE_OPTIONS: '--enable-source-maps',
    }),
  );
}
