import type { StoreName } from '../ports/objects.ts';
import type { SecretName } from '../ports/secrets.ts';
import { type QueueAddresses, readQueues, writeQueues } from './queue-addresses.ts';

/** What launching instances needs to know. */
export interface LaunchSettings {
  /** Id of the launch template, which says everything but the type and the subnet. */
  readonly template: string;
  /** Subnet ids, one a zone. */
  readonly subnets: readonly string[];
  /** Unique id of the instances' role: `AROA…`. Their folders in the ledger begin with it. */
  readonly role: string;
}

/** How messages reach people. */
export interface MailEnvironment {
  /** ARN of the topic whose subscriptions are people's addresses. */
  readonly topic: string;
  /** ARN of the secret with the Slack webhooks. */
  readonly slackSecret: string;
  /** As `parseCallback` reads them. */
  readonly operators: readonly string[];
}

/**
 * Where on AWS a service finds what its manifest names: each part is there if, and only if, a right needs it. The
 * Pulumi program writes it and the Lambda handler reads it; nothing else knows the names of variables.
 */
export interface Environment {
  /** Of all resources: `sessions-dev`. */
  readonly platform: string;
  /** Bucket names. */
  readonly stores: { readonly [S in StoreName]?: string };
  /** ARN of the topic of events. */
  readonly topic?: string;
  /**
   * In place of the topic, for functions that do not reach it: the folder of the ledger in which events are left for
   * the service `publish`. It ends with a slash.
   */
  readonly busFolder?: string;
  /** Endpoint of the search domain: `https://…`. */
  readonly search?: string;
  /** ARNs. */
  readonly secrets: { readonly [S in SecretName]?: string };
  /** Of every service that has a queue, by its name. */
  readonly queues?: QueueAddresses;
  readonly launch?: LaunchSettings;
  readonly mail?: MailEnvironment;
}

type Variables = Readonly<Record<string, string | undefined>>;

const STORES = ['landing', 'archive', 'results', 'ledger'] as const satisfies readonly StoreName[];
const SECRETS = ['token-signing', 'receipt-signing'] as const satisfies readonly SecretName[];
const constant = (name: string): string => name.toUpperCase().replaceAll('-', '_');
const bucketVariable = (store: StoreName): string => `SESSIONS_BUCKET_${constant(store)}`;
const secretVariable = (name: SecretName): string => `SESSIONS_SECRET_${constant(name)}`;

/** As variables of a Lambda function, which may have 4 KB in all. */
export function writeEnvironment(environment: Environment): Record<string, string> {
  const { platform, stores, topic, busFolder, search, secrets, queues, launch, mail } = environment;
  const variables: Record<string, string | undefined> = {
    SESSIONS_PLATFORM: platform,
    SESSIONS_TOPIC: topic,
    SESSIONS_BUS_FOLDER: busFolder,
    SESSIONS_SEARCH: search,
    SESSIONS_QUEUES: queues && writeQueues(queues),
    SESSIONS_LAUNCH: launch && JSON.stringify(launch),
    SESSIONS_MAIL: mail && JSON.stringify(mail),
  };
  for (const store of STORES) variables[bucketVariable(store)] = stores[store];
  for (const name of SECRETS) variables[secretVariable(name)] = secrets[name];
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** @throws where the variables were not written by `writeEnvironment`. */
export function readEnvironment(variables: Variables): Environment {
  const platform = variables.SESSIONS_PLATFORM;
  if (!platform)
    throw new Error('SESSIONS_PLATFORM is not set: this runs as a function of the platform only.');
  const json = <T>(name: string): T | undefined => {
    const text = variables[name];
    return text === undefined ? undefined : (JSON.parse(text) as T);
  };
  const named = <N extends string>(
    names: readonly N[],
    variable: (name: N) => string,
  ): { [K in N]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = variables[variable(name)];
        return value === undefined ? [] : [[name, value]];
      }),
    ) as { [K in N]?: string };
  const launch = json<LaunchSettings>('SESSIONS_LAUNCH');
  const mail = json<MailEnvironment>('SESSIONS_MAIL');
  return {
    platform,
    stores: named(STORES, bucketVariable),
    secrets: named(SECRETS, secretVariable),
    ...(variables.SESSIONS_TOPIC !== undefined && { topic: variables.SESSIONS_TOPIC }),
    ...(variables.SESSIONS_BUS_FOLDER !== undefined && { busFolder: variables.SESSIONS_BUS_FOLDER }),
    ...(variables.SESSIONS_SEARCH !== undefined && { search: variables.SESSIONS_SEARCH }),
    ...(variables.SESSIONS_QUEUES !== undefined && { queues: readQueues(variables.SESSIONS_QUEUES) }),
    ...(launch && { launch }),
    ...(mail && { mail }),
  };
}
