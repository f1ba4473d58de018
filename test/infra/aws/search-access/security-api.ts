import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

type Entry = Record<string, unknown>;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

export interface SecurityApi extends AsyncDisposable {
  readonly url: string;
  /** Everything that was asked, in order. */
  readonly asked: Asked[];
  readonly roles: Map<string, Entry>;
  readonly rolesmapping: Map<string, Entry>;
  readonly templates: Map<string, Entry>;
  /** Answers this many requests with 503 first, as a domain does that is not ready. */
  unready: number;
}

/** What the plugin adds to what it was given, and a client has to see past. */
const ADDED = { reserved: false, hidden: false, static: false };

/** A search domain as far as its security API goes: on loopback, with two roles and a mapping of the plugin's own. */
export async function startSecurityApi(): Promise<SecurityApi> {
  const own = { reserved: true, hidden: false, static: true };
  const roles = new Map<string, Entry>([
    ['all_access', { ...own, cluster_permissions: ['*'] }],
    ['opensearch_dashboards_user', { ...own, cluster_permissions: ['cluster_composite_ops'] }],
  ]);
  const rolesmapping = new Map<string, Entry>([['all_access', { ...ADDED, backend_roles: ['master'] }]]);
  const kinds: Record<string, Map<string, Entry>> = { roles, rolesmapping };
  const templates = new Map<string, Entry>();
  let audited = false;

  function answer(method: string, path: string, body: unknown): { status: number; body: unknown } {
    if (path.startsWith('/_index_template/')) {
      templates.set(path.split('/').at(-1) ?? '', body as Entry);
      return { status: 200, body: { acknowledged: true } };
    }
    const [kind = '', encoded] = path.replace('/_plugins/_security/api/', '').split('/');
    if (kind === 'audit') {
      if (method === 'PATCH') audited = (body as { value: boolean }[])[0]?.value ?? audited;
      return { status: 200, body: { config: { enabled: audited } } };
    }
    const entries = kinds[kind];
    if (!entries) return { status: 404, body: { status: 'NOT_FOUND' } };
    if (encoded === undefined) return { status: 200, body: Object.fromEntries(entries) };
    const name = decodeURIComponent(encoded);
    const there = entries.get(name);
    if (there?.reserved) return { status: 403, body: { status: 'FORBIDDEN', message: 'It is reserved.' } };
    if (method === 'DELETE') {
      entries.delete(name);
      return there ? { status: 200, body: { status: 'OK' } } : { status: 404, body: { status: 'NOT_FOUND' } };
    }
    if (kind === 'rolesmapping' && !roles.has(name))
      return { status: 404, body: { status: 'NOT_FOUND', message: `Role '${name}' is not available.` } };
    entries.set(name, kind === 'roles' ? asRole(body as Entry) : asMapping(body as Entry));
    return { status: there ? 200 : 201, body: { status: there ? 'OK' : 'CREATED' } };
  }

  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await readBody(request);
    asked.push({ method, path: url, authorization: String(headers.authorization ?? ''), body });
    const { status, body: said } =
      api.unready > 0 ? { status: 503, body: { message: 'Not initialized' } } : answer(method, url, body);
    if (api.unready > 0) api.unready -= 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const api: SecurityApi = {
    url: `http://127.0.0.1:${port}`,
    asked,
    roles,
    rolesmapping,
    templates,
    unready: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return api;
}

const readBody = async (request: IncomingMessage): Promise<unknown> =>
  Number(request.headers['content-length'] ?? 0) > 0 ? await json(request) : undefined;

/** As the plugin gives a role back: with fields that nobody asked for. */
function asRole(given: Entry): Entry {
  const permissions = given.index_permissions as Entry[];
  const filled = permissions.map((each) => ({ dls: null, fls: [], masked_fields: [], ...each }));
  return { ...ADDED, ...given, index_permissions: filled };
}

const asMapping = (given: Entry): Entry => ({
  ...ADDED,
  hosts: [],
  users: [],
  and_backend_roles: [],
  ...given,
});
