import type * as pulumi from '@pulumi/pulumi';
import type { StoreName } from '../../shared/ports/objects.ts';
import { makeAlarms } from './alarms.ts';
import { makeAudit } from './audit.ts';
import { makeBoundary } from './boundary.ts';
import { makeBudget } from './budget.ts';
import { makeDashboard } from './dashboard.ts';
import { makeDelivery } from './delivery.ts';
import { makeFunctions } from './functions.ts';
import { makeGateway } from './gateway.ts';
import { makeNetwork } from './network.ts';
import type { Context } from './part.ts';
import { makeQueues } from './queues.ts';
import { makeSearch } from './search.ts';
import { makeSecrets } from './secrets.ts';
import { manifestsOf } from './services-of.ts';
import type { Code } from './shapes.ts';
import { makeStores } from './stores.ts';
import { makeTopics } from './topics.ts';
import { makeWorkbench } from './workbench.ts';

/** What `pulumi stack output` tells of a stack. */
export interface PlatformOutputs {
  /** Where the API is called. */
  readonly url: pulumi.Output<string>;
  /** Where people look at sessions, from inside of the network. */
  readonly dashboards: pulumi.Output<string>;
  readonly region: string;
  /** Names of the buckets. */
  readonly stores: Readonly<Record<StoreName | 'logs', pulumi.Output<string>>>;
  /** Name of the ledger's bucket, ARNs of the secrets, and the usage plan: what `sessions keys bootstrap` reads. */
  readonly ledger: pulumi.Output<string>;
  readonly tokenSigning: pulumi.Output<string>;
  readonly receiptSigning: pulumi.Output<string>;
  /** ARN of the topic of events. */
  readonly topic: pulumi.Output<string>;
  /** Of the usage plan that every key joins. */
  readonly usagePlan: pulumi.Output<string>;
}

interface Given {
  /** Names of the region's zones that the account is given. */
  readonly zones: readonly string[];
  readonly code: Code;
}

/** The whole platform: every part, after those that it is made of. */
export function deployPlatform(context: Context, { zones, code }: Given): PlatformOutputs {
  const manifests = manifestsOf(context.config);
  makeBoundary(context);
  const network = makeNetwork(context, zones);
  const stores = makeStores(context);
  const secrets = makeSecrets(context);
  const topics = makeTopics(context);
  const queues = makeQueues(context, manifests, topics, stores);
  const search = makeSearch(context, network, manifests, code);
  const workbench = makeWorkbench(context, network, stores);
  const needed = { network, stores, secrets, topics, queues, search, workbench };
  const functions = makeFunctions(context, manifests, needed, code);
  const gateway = makeGateway(context, manifests, functions, network);
  makeAlarms(context, manifests, { topics });
  makeDashboard(context, manifests);
  makeAudit(context, network, stores);
  makeBudget(context, topics);
  makeDelivery(context);
  const { landing, archive, results, ledger, logs } = stores;
  return {
    url: gateway.url,
    dashboards: search.dashboards,
    region: context.place.region,
    ledger: ledger.name,
    tokenSigning: secrets['token-signing'],
    receiptSigning: secrets['receipt-signing'],
    stores: {
      landing: landing.name,
      archive: archive.name,
      results: results.name,
      ledger: ledger.name,
      logs: logs.name,
    },
    topic: topics.eventsArn,
    usagePlan: gateway.usagePlanId,
  };
}
