import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../../infra/aws/config.ts';
import { captureGraph } from '../../infra/aws/graph/capture.ts';
import { type Graph, ofType } from '../../infra/aws/graph/graph.ts';
import { type Names, namesOf } from '../../infra/aws/names.ts';
import { readValues } from '../../infra/aws/read-config.ts';
import { bundleSearchAccess } from '../../infra/aws/search-access/bundle.ts';
import { manifestsOf } from '../../infra/aws/services-of.ts';
import { readStackFile } from '../../infra/aws/stack-file.ts';
import { bundleAll } from '../../infra/bundle.ts';
import { type Api, openApi } from '../../services/api-client.ts';
import { firstIndex } from '../../services/index/alias.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { openSearchEngine } from '../../shared/clients/opensearch.ts';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { engineUrl } from '../flows/engine.ts';
import { ACCOUNT, type Emulator, REGION, startEmulator } from '../setup/emulator/start.ts';
import { type Clients, rootClients } from './deploy/clients.ts';
import { type Deployed, deployGraph } from './deploy/index.ts';
import { openSearchGate, type SearchGate } from './search-gate.ts';
import { openSlackReceiver, type SlackReceiver } from './slack-receiver.ts';

/** The platform as the Pulumi program makes it, on the emulator, with the real search engine. */
export interface Lane {
  readonly graph: Graph;
  /** Of the services that the stack has. */
  readonly manifests: readonly ServiceManifest[];
  readonly names: Names;
  readonly deployed: Deployed;
  readonly emulator: Emulator;
  readonly clients: Clients;
  readonly gate: SearchGate;
  readonly slack: SlackReceiver;
  /** Where the API is called from outside. */
  readonly url: string;
  readonly decisionsFile: string;
  readonly scratch: string;
  /** A client with this key. */
  apiFor(key: string): Api;
  /** What the door says to a key, asked once. */
  tokenOf(key: string): Promise<{ readonly status: number; readonly token: string }>;
  close(): Promise<void>;
}

export const STACK = 'dev';

/** Deploys the stack `dev`: nothing of it is written a second time for the tests. */
export async function openLane(): Promise<Lane> {
  const closing = new AsyncDisposableStack();
  try {
    const scratch = closing.adopt(await mkdtemp(join(tmpdir(), 'sessions-lane-')), (folder) =>
      rm(folder, { recursive: true, force: true }),
    );
    const decisionsFile = join(scratch, 'decisions.jsonl');
    const slack = closing.adopt(await openSlackReceiver(), (receiver) => receiver.close());
    const starting = startEmulator({
      enforceIam: true,
      tls: true,
      env: { DECISIONS_FILE: decisionsFile },
    });
    // Also where something beside it fails: it would outlive the tests.
    closing.defer(() => starting.then(({ stop }) => stop(), noop));
    const [emulator, graph] = await Promise.all([
      starting,
      captureGraph({ stack: STACK, config: laneConfig(), account: ACCOUNT }),
      bundleAll().then(() => bundleSearchAccess()),
    ]);
    const names = namesOf({ stack: STACK, account: ACCOUNT, region: REGION });
    const engine = engineUrl();
    await forgetIndex(engine);
    closing.defer(() => forgetIndex(engine));
    const domainArn = names.domainArn;
    const gate = closing.adopt(
      await openSearchGate({ engine, emulator, graph, domainArn, decisionsFile }),
      (open) => open.close(),
    );
    const deployed = await deployGraph(graph, emulator, { [searchEndpoint(graph)]: gate.url });
    const clients = rootClients(emulator);
    closing.defer(() => {
      for (const client of Object.values(clients)) client.destroy();
    });
    await clients.secrets.send(
      new PutSecretValueCommand({
        SecretId: names.secret('slack-webhooks'),
        SecretString: JSON.stringify({ any: slack.url, named: {} }),
      }),
    );
    const [stage] = ofType(graph, 'aws:apigateway/stage:Stage');
    const { restApi, stageName } = deployed.real.apply(stage?.inputs ?? {}) as Record<string, string>;
    const url = `${emulator.url}/_aws/execute-api/${restApi}/${stageName}`;
    const apis: Api[] = [];
    closing.defer(() => {
      for (const api of apis) api.disconnect();
    });
    const apiFor = (apiKey: string): Api => {
      const api = openApi({ url, apiKey, clock: systemClock });
      apis.push(api);
      return api;
    };
    const tokenOf: Lane['tokenOf'] = async (apiKey) => {
      const answer = await fetch(`${url}/v1/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ apiKey }),
      });
      const { token = '' } = (await answer.json()) as { token?: string };
      return { status: answer.status, token };
    };
    const close = () => closing.disposeAsync();
    return {
      graph,
      manifests: manifestsOf(laneConfig()),
      names,
      deployed,
      emulator,
      clients,
      gate,
      slack,
      url,
      decisionsFile,
      scratch,
      apiFor,
      tokenOf,
      close,
    };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

/** The stack's own configuration; but the lane calls from this machine. */
function laneConfig(): Config {
  const config = readValues(readStackFile(STACK)) as Config;
  return { ...config, allowedAddresses: ['127.0.0.1/32'] };
}

const noop = (): void => undefined;

/** What the domain would answer for its endpoint, with the scheme that the program puts before it. */
function searchEndpoint(graph: Graph): string {
  const [domain] = ofType(graph, 'aws:opensearch/domain:Domain');
  return `https://${String(domain?.outputs.endpoint)}`;
}

/** The platform's alias has no prefix here; no other test uses it. */
async function forgetIndex(engine: string): Promise<void> {
  const search = openSearchEngine({ url: engine });
  await search.deleteIndex(firstIndex('sessions'));
  await search.close();
}
