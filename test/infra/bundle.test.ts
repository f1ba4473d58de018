import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleTable } from '../../infra/bundle/table.ts';
import { type Bundle, bundleAll, bundleService } from '../../infra/bundle.ts';
import { services } from '../../services/registry.ts';
import { encodeCaller } from '../../shared/service/lambda/caller-context.ts';
import type { GatewayAnswer, GatewayEvent } from '../../shared/service/lambda/events.ts';
import { type PortName, portsOf } from '../../shared/service/wire.ts';
import { caller } from '../make.ts';
import { lambdaVariables } from '../setup/lambda-variables.ts';
import { gatewayEvent } from '../shared/service/lambda/make.ts';

let folder: string;
let bundles: ReadonlyMap<string, Bundle>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessions-bundles-'));
  bundles = new Map((await bundleAll(folder)).map((bundle) => [bundle.service, bundle]));
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const bundleOf = (name: string): Bundle => {
  const bundle = bundles.get(name);
  if (!bundle) throw new Error(`There is no bundle of ${name}.`);
  return bundle;
};
const modulesOf = (name: string): readonly string[] => Object.keys(bundleOf(name).modules);
const named = services.map(({ manifest }) => manifest);

/** What brings a client into a bundle, by the port that it is for. */
const CLIENTS: { readonly [P in PortName]: readonly RegExp[] } = {
  stores: [/@aws-sdk\/client-s3\//],
  bus: [/@aws-sdk\/client-sns\//],
  mail: [/@aws-sdk\/client-sns\//, /@aws-sdk\/client-secrets-manager\//],
  deadLetters: [/@aws-sdk\/client-sqs\//],
  search: [/@opensearch-project\//, /@aws-sdk\/client-s3\//],
  secrets: [/@aws-sdk\/client-secrets-manager\//],
  compute: [/@aws-sdk\/client-ec2\//],
};

describe('bundles', () => {
  test('are as small as Lambda starts quickly', () => {
    console.log(bundleTable([...bundles.values()]));
    for (const { service, bytes, zippedBytes } of bundles.values()) {
      expect({ service, small: bytes < 1_500_000 }).toEqual({ service, small: true });
      expect({ service, zippedSmall: zippedBytes < 500_000 }).toEqual({ service, zippedSmall: true });
    }
  });

  test('there are of every service', () => {
    expect([...bundles.keys()].toSorted()).toEqual(named.map(({ name }) => name).toSorted());
  });

  test.each(named)('$name holds its own service and none of the others', ({ name }) => {
    const folders = new Set(modulesOf(name).flatMap((path) => /^services\/([^/]+)\//.exec(path)?.[1] ?? []));
    expect([...folders]).toEqual([name.split('-')[0]]);
  });

  test.each(named)('$name holds the clients of its ports and no others', (manifest) => {
    const wanted = portsOf(manifest).flatMap((port) => CLIENTS[port].map(String));
    const all = [...new Set(Object.values(CLIENTS).flat().map(String))];
    const held = Object.values(CLIENTS)
      .flat()
      .filter((client) => modulesOf(manifest.name).some((path) => client.test(path)))
      .map(String);
    expect(all.filter((client) => held.includes(client))).toEqual(
      all.filter((client) => wanted.includes(client)),
    );
  });

  test.each(named)(
    '$name compiles no schema when it starts: no ajv, but for helpers of what it made',
    ({ name }) => {
      const ajv = modulesOf(name).filter((path) => /node_modules\/ajv\//.test(path));
      expect(ajv.filter((path) => !path.includes('/ajv/dist/runtime/'))).toEqual([]);
    },
  );

  test.each(named)(
    '$name holds nothing of a workstation, and no way to credentials but its role',
    ({ name }) => {
      const strange =
        /shared\/clients\/local\/|node_modules\/(nodemailer|commander|@pulumi)\/|credential-provider-(ini|sso|login|process|http|imds|web-identity)|nested-clients/;
      expect(modulesOf(name).filter((path) => strange.test(path))).toEqual([]);
    },
  );

  test.each([
    ['js-yaml', ['commit']],
    ['csv-parse', ['preprocess']],
    ['jose', ['authorize', 'ingest', 'commit', 'verify']],
  ])('%s is held by those only that read with it', (library, readers) => {
    const holders = [...bundles.keys()].filter((name) =>
      modulesOf(name).some((path) => path.startsWith(`node_modules/${library}/`)),
    );
    expect(holders.toSorted()).toEqual(readers.toSorted());
  });

  test('hold the bus by way of the store only where they publish from the network', () => {
    const holders = [...bundles.keys()].filter((name) =>
      modulesOf(name).includes('shared/clients/aws/store-bus.ts'),
    );
    expect(holders.toSorted()).toEqual(['index', 'preprocess', 'sandbox']);
  });

  test('have the same bytes each time, alone or with others, wherever they are written', async () => {
    const again = await bundleService('sandbox-life', join(folder, 'somewhere', 'else'));
    const there = bundleOf('sandbox-life').folder;
    for (const file of ['index.mjs', 'index.mjs.map']) {
      const [one, other] = await Promise.all([
        readFile(join(there, file)),
        readFile(join(again.folder, file)),
      ]);
      expect(one.equals(other)).toBe(true);
    }
  });

  test('have source maps, which name files of the project and hold none of them', async () => {
    const { folder } = bundleOf('status');
    expect(await readFile(join(folder, 'index.mjs'), 'utf8')).toContain('//# sourceMappingURL=index.mjs.map');
    const map = JSON.parse(await readFile(join(folder, 'index.mjs.map'), 'utf8'));
    expect(map.sources).toContain('../../../services/status/status.ts');
    expect(map.sourcesContent).toBeUndefined();
    expect(map.sources.filter((path: string) => /^(\/|file:)/.test(path))).toEqual([]);
  });

  test('are made of services that there are', async () => {
    await expect(bundleService('nothing', folder)).rejects.toThrow('There is no service "nothing".');
  });
});

/** Runs a script in a process of its own, as Lambda does, with a bundle's `handler` and `event`; gives what it returns. */
async function inFunction<T>(
  name: string,
  script: string,
  { event, variables }: { event?: unknown; variables?: Readonly<Record<string, string>> } = {},
): Promise<T> {
  const file = pathToFileURL(join(bundleOf(name).folder, 'index.mjs')).href;
  const program = `
    const { handler } = await import(${JSON.stringify(file)});
    const event = JSON.parse(process.argv[1]);
    const said = await (async () => { ${script} })();
    process.stderr.write(JSON.stringify(said));
    process.exit();`;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program, JSON.stringify(event ?? null)],
    { env: { ...lambdaVariables(), ...variables } },
  );
  return JSON.parse(stderr);
}

/** Calls a bundle: its answer, or the message of its error. */
const call = (
  name: string,
  event: unknown,
  variables: Readonly<Record<string, string>> = {},
): Promise<{ answer?: GatewayAnswer; error?: string }> =>
  inFunction(
    name,
    `const context = { awsRequestId: 'call-1', getRemainingTimeInMillis: () => 10000 };
    return handler(event, context).then((answer) => ({ answer }), (error) => ({ error: error.message }));`,
    { event, variables },
  );

describe('a bundle that runs', () => {
  test.each(named)('$name starts, and opens its ports', async ({ name }) => {
    expect(await inFunction(name, 'return typeof handler;')).toBe('function');
  });

  test('closes the gate to whom has no token', async () => {
    const secrets = await fakeServer({ SecretString: Buffer.alloc(32, 1).toString('base64url') });
    try {
      const event = { methodArn: 'arn', headers: { authorization: 'Bearer x' } };
      expect(await call('authorize', event, { AWS_ENDPOINT_URL: secrets.url })).toEqual({
        error: 'Unauthorized',
      });
      expect(secrets.requests).toHaveLength(1);
    } finally {
      await secrets.close();
    }
  });

  test('checks requests by the validators that were compiled in', async () => {
    const event = gatewayEvent({ httpMethod: 'POST', path: '/v1/auth/token', body: '{"apiKey":7}' });
    const { answer } = await call('ingest', event);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      code: 'request-invalid',
      field: '/apiKey',
      detail: '/apiKey must be string.',
    });
  });

  test('asks the search engine, by a client without its API, and signs with the keys of its role', async () => {
    const engine = await fakeServer(NOTHING_FOUND);
    try {
      const { answer } = await call('search', find('age >= 30'), { SESSIONS_SEARCH: engine.url });
      expect(JSON.parse(answer?.body ?? '')).toEqual({ sessions: [], total: 0, hints: [] });
      const [request] = engine.requests;
      expect(request?.url).toMatch(/^\/sessions\/_search/);
      expect(request?.headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/.*\/us-east-1\/es\//,
      );
    } finally {
      await engine.close();
    }
  });

  test('says that search does not answer where it does not', async () => {
    const engine = await fakeServer(NOTHING_FOUND);
    await engine.close();
    const { answer } = await call('search', find(''), { SESSIONS_SEARCH: engine.url });
    expect([answer?.statusCode, JSON.parse(answer?.body ?? '').code]).toEqual([503, 'search-unavailable']);
  });
});

const find = (q: string): GatewayEvent =>
  gatewayEvent({
    path: '/v1/sessions',
    queryStringParameters: { q },
    requestContext: { requestId: 'request-1', stage: 'dev', authorizer: encodeCaller(caller()) },
  });

const NOTHING_FOUND = { timed_out: false, hits: { total: { value: 0 }, hits: [] } };

/** Answers everything with the same JSON. */
async function fakeServer(
  answer: unknown,
): Promise<{ url: string; requests: IncomingMessage[]; close(): Promise<void> }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    request
      .resume()
      .on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
