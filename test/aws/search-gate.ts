import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Graph } from '../../infra/aws/graph/graph.ts';
import { ofType } from '../../infra/aws/graph/graph.ts';
import type { Emulator } from '../setup/emulator/start.ts';
import { type Decision, givenStatements, roleOf, sidsThatAllow } from './decisions.ts';

export interface SearchGate {
  readonly url: string;
  /** Calls of the security API, which the embedded engine lacks: method and path with the body. */
  readonly securityCalls: readonly {
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
  }[];
  close(): Promise<void>;
}

/**
 * Stands where the search domain's own door is: who signed a request is asked of IAM for the right to it, as the
 * managed domain does and the embedded engine does not. What may pass goes on to the real engine.
 */
export async function openSearchGate(options: {
  engine: string;
  emulator: Emulator;
  graph: Graph;
  domainArn: string;
  decisionsFile: string;
}): Promise<SearchGate> {
  const { engine, emulator, graph, domainArn, decisionsFile } = options;
  const iam = new IAMClient(emulator.root);
  const roles = rolesByAccessKey(graph);
  const statements = givenStatements(graph);
  const securityCalls: SearchGate['securityCalls'][number][] = [];

  async function mayPass(call: IncomingMessage, path: string): Promise<boolean> {
    const role = roles.get(accessKeyOf(call.headers.authorization) ?? '');
    if (!role) return false;
    const action = `es:ESHttp${titled(call.method ?? 'GET')}`;
    const resource = `${domainArn}${path}`;
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role,
        ActionNames: [action],
        ResourceArns: [resource],
      }),
    );
    const [result] = EvaluationResults ?? [];
    const allowed = result?.EvalDecision === 'allowed';
    const by = allowed ? sidsThatAllow(statements, { role: roleOf(role), action, resource }) : [];
    const decision: Decision = {
      principal: role,
      action,
      resource,
      decision: allowed ? 'Allow' : 'ImplicitDeny',
      by,
      needed: by.length === 1 ? by : [],
    };
    await appendFile(decisionsFile, `${JSON.stringify(decision)}\n`);
    return allowed;
  }

  const server = createServer((call, answer) => {
    handle(call, answer).catch((error: unknown) => {
      answer.statusCode = 502;
      answer.end(String(error));
    });
  });
  async function handle(call: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = (call.url ?? '/').split('?')[0] ?? '/';
    const chunks: Buffer[] = [];
    for await (const chunk of call) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (!(await mayPass(call, path))) {
      answer.writeHead(403, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ Message: `User is not authorized to perform this on ${path}.` }));
      return;
    }
    if (path.startsWith('/_plugins/_security/')) {
      const given = body.length > 0 ? (JSON.parse(body.toString()) as unknown) : undefined;
      securityCalls.push({ method: call.method ?? 'GET', path, body: given });
      answer.writeHead(call.method === 'GET' ? 200 : 201, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(call.method === 'GET' ? {} : { status: 'CREATED' }));
      return;
    }
    await forward(engine, call, body, answer);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    securityCalls,
    close: async () => {
      iam.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const titled = (method: string): string => method.slice(0, 1) + method.slice(1).toLowerCase();

const accessKeyOf = (authorization: string | undefined): string | undefined =>
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[^/]+\/es\/aws4_request/.exec(authorization ?? '')?.[1];

/** The emulator derives a function's access key from function and role. */
function rolesByAccessKey(graph: Graph): ReadonlyMap<string, string> {
  return new Map(
    ofType(graph, 'aws:lambda/function:Function').map(({ outputs, inputs }) => {
      const role = String(inputs.role);
      const digest = createHash('sha256')
        .update(`${String(outputs.arn)}:${role}`)
        .digest('hex');
      return [`ASIA${digest.slice(0, 16).toUpperCase()}`, role] as const;
    }),
  );
}

function forward(engine: string, call: IncomingMessage, body: Buffer, answer: ServerResponse): Promise<void> {
  const { authorization: _, host: __, ...headers } = call.headers;
  return new Promise((resolve, reject) => {
    const onward = request(
      new URL(call.url ?? '/', engine),
      { method: call.method, headers: { ...headers, 'content-length': body.byteLength } },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer).on('finish', resolve).on('error', reject);
      },
    );
    onward.on('error', reject);
    onward.end(body);
  });
}
