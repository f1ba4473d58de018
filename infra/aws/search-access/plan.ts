import type { ServiceManifest } from '../../../shared/service/define.ts';
import type { Config } from '../config.ts';
import type { Names } from '../names.ts';
import { roleOfGroup, roleOfRight, SEARCH_RIGHTS, SESSION_INDICES, type SecurityRole } from './actions.ts';
import { checkGroups, groupRole } from './groups.ts';

/** Who may do and see what in the search domain: what the set-up function makes so. */
export interface SearchAccess {
  /** How names of ours begin: a role with this beginning that is not planned any more is removed. */
  readonly prefix: string;
  readonly roles: Readonly<Record<string, SecurityRole>>;
  /** Role of the security plugin -> ARNs of IAM roles, or groups of the identity provider. */
  readonly mappings: Readonly<Record<string, { readonly backend_roles: readonly string[] }>>;
  /** Index templates: settings of the domain's own, for indices that services make. */
  readonly templates: Readonly<Record<string, object>>;
}

/** Of the security plugin itself: what a person needs to use Dashboards at all. */
const DASHBOARDS_USER = 'opensearch_dashboards_user';

const PREFIX = 'sessions-';

/** What takes longer is written to the domain's slow logs. */
const SLOW = { search: '1s', index: '2s' };

/**
 * One role a right, given to the functions whose manifests ask for it; one role a group of people, which sees its
 * sources only.
 * @throws where a group's name can be no role's name.
 */
export function searchAccess(
  config: Pick<Config, 'search'>,
  names: Pick<Names, 'roleArn'>,
  manifests: readonly ServiceManifest[],
): SearchAccess {
  const { groups, signIn } = config.search;
  checkGroups(groups);
  const members = (group: string): string => (signIn === 'saml' ? group : names.roleArn(groupRole(group)));
  const rights = SEARCH_RIGHTS.map((right) => ({
    name: PREFIX + right,
    role: roleOfRight(right),
    members: manifests
      .filter(({ uses }) => uses.search?.includes(right))
      .map(({ name }) => names.roleArn(name)),
  }));
  const people = Object.entries(groups).map(([group, sources]) => ({
    name: `${PREFIX}group-${group}`,
    role: roleOfGroup(sources),
    members: [members(group)],
  }));
  const all = [...rights, ...people];
  return {
    prefix: PREFIX,
    roles: Object.fromEntries(all.map(({ name, role }) => [name, role])),
    mappings: Object.fromEntries([
      ...all.map(({ name, members: backend_roles }) => [name, { backend_roles }]),
      // The domain is this stack's alone: who uses Dashboards is said here and nowhere else.
      [DASHBOARDS_USER, { backend_roles: Object.keys(groups).map(members) }],
    ]),
    templates: { [`${PREFIX}slow-logs`]: slowLogs },
  };
}

/** Thresholds belong to indices; without them the slow logs stay empty. */
const slowLogs = {
  index_patterns: SESSION_INDICES.filter((pattern) => pattern.endsWith('*')),
  template: {
    settings: {
      'index.search.slowlog.threshold.query.warn': SLOW.search,
      'index.search.slowlog.threshold.fetch.warn': SLOW.search,
      'index.indexing.slowlog.threshold.index.warn': SLOW.index,
    },
  },
};
