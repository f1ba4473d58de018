import { isDeepStrictEqual } from 'node:util';
import type { SecurityRole } from './actions.ts';
import type { Answer, Domain } from './domain.ts';
import type { SearchAccess } from './plan.ts';

const SECURITY = '/_plugins/_security/api';

/** What was not so before. */
export interface Applied {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

type Entry = Readonly<Record<string, unknown>>;
type Entries = Readonly<Record<string, Entry>>;

/**
 * Makes the domain's roles, mappings and templates those of the plan, and removes what we made earlier and is not
 * planned any more. What is so already is not touched: it can be repeated, and breaks off without harm.
 * @throws with the domain's own words where it refuses.
 */
export async function applyAccess(access: SearchAccess, domain: Domain): Promise<Applied> {
  const { prefix, roles, mappings, templates } = access;
  const [rolesThere, mappingsThere] = [await list(domain, 'roles'), await list(domain, 'rolesmapping')];
  const changed: string[] = [];
  const put = async (path: string, body: object): Promise<void> => {
    demand(await domain.ask('PUT', path, body), path);
    changed.push(path);
  };
  // A mapping names a role, so that roles come first and go last.
  for (const [name, role] of Object.entries(roles))
    if (!isDeepStrictEqual(roleIn(rolesThere[name]), roleIn({ ...role })))
      await put(pathOf('roles', name), role);
  for (const [name, { backend_roles }] of Object.entries(mappings))
    if (!hasOnly(mappingsThere[name], backend_roles))
      await put(pathOf('rolesmapping', name), { backend_roles });
  for (const [name, template] of Object.entries(templates))
    demand(await domain.ask('PUT', `/_index_template/${name}`, template), name);
  await turnAuditOn(domain, changed);

  const removed: string[] = [];
  const remove = async (kind: string, there: Entries, planned: object): Promise<void> => {
    for (const name of Object.keys(there).filter((each) => each.startsWith(prefix) && !(each in planned))) {
      const answer = await domain.ask('DELETE', pathOf(kind, name));
      // Somebody else was faster.
      if (answer.status !== 404) demand(answer, name);
      removed.push(pathOf(kind, name));
    }
  };
  await remove('rolesmapping', mappingsThere, mappings);
  await remove('roles', rolesThere, roles);
  return { changed, removed };
}

const pathOf = (kind: string, name: string): string => `${SECURITY}/${kind}/${encodeURIComponent(name)}`;

async function list(domain: Domain, kind: string): Promise<Entries> {
  const path = `${SECURITY}/${kind}`;
  return demand(await domain.ask('GET', path), path) as Entries;
}

/** Audit logs are published once they are on in the domain too; who is refused is in them by default. */
async function turnAuditOn(domain: Domain, changed: string[]): Promise<void> {
  const path = `${SECURITY}/audit`;
  const { config } = demand(await domain.ask('GET', path), path) as { config?: { enabled?: boolean } };
  if (config?.enabled === true) return;
  demand(await domain.ask('PATCH', path, [{ op: 'replace', path: '/config/enabled', value: true }]), path);
  changed.push(path);
}

/** The parts of a role that we say something about, in one form: the API adds fields and leaves empty ones out. */
function roleIn(entry: Entry | undefined): SecurityRole | undefined {
  if (!entry) return undefined;
  const { cluster_permissions, index_permissions, tenant_permissions } = entry as Partial<SecurityRole>;
  return {
    cluster_permissions: cluster_permissions ?? [],
    index_permissions: (index_permissions ?? []).map(({ index_patterns, allowed_actions, dls }) => ({
      index_patterns,
      allowed_actions,
      ...(dls && { dls }),
    })),
    tenant_permissions: tenant_permissions ?? [],
  };
}

/** Nobody else: not by name, by host, or by another group. */
function hasOnly(entry: Entry | undefined, wanted: readonly string[]): boolean {
  const {
    backend_roles = [],
    users = [],
    hosts = [],
    and_backend_roles = [],
  } = (entry ?? {}) as Record<string, readonly string[]>;
  const others = [...users, ...hosts, ...and_backend_roles];
  return (
    entry !== undefined &&
    others.length === 0 &&
    isDeepStrictEqual([...backend_roles].toSorted(), [...wanted].toSorted())
  );
}

function demand({ status, body }: Answer, what: string): unknown {
  if (status < 300) return body;
  throw new Error(`The search domain answered ${status} to ${what}: ${JSON.stringify(body)}`);
}
