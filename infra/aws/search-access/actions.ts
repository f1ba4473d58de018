import type { SearchRight } from '../../../shared/service/define.ts';
import { SESSIONS_ALIAS } from '../../../shared/session/search-document.ts';

/** A role of the security plugin, as its REST API takes it. */
export interface SecurityRole {
  readonly cluster_permissions: readonly string[];
  readonly index_permissions: readonly IndexPermission[];
  readonly tenant_permissions: readonly TenantPermission[];
}

export interface IndexPermission {
  readonly index_patterns: readonly string[];
  readonly allowed_actions: readonly string[];
  /** Query of the documents that are seen, as JSON; all where left out. */
  readonly dls?: string;
}

interface TenantPermission {
  readonly tenant_patterns: readonly string[];
  readonly allowed_actions: readonly string[];
}

/** The alias, and the indices that stand behind it one after the other. */
export const SESSION_INDICES = [SESSIONS_ALIAS, `${SESSIONS_ALIAS}-v*`];

/** What the engine calls the functions behind each right of the port; for some it asks also on the cluster. */
const ACTIONS: Readonly<Record<SearchRight, { readonly cluster: string[]; readonly index: string[] }>> = {
  read: { cluster: [], index: ['indices:data/read/search'] },
  page: {
    cluster: [],
    index: [
      'indices:data/read/search',
      'indices:data/read/point_in_time/create',
      'indices:data/read/point_in_time/delete',
    ],
  },
  write: {
    cluster: ['indices:data/write/bulk'],
    // A bulk request is carried out shard by shard, under the name `indices:data/write/bulk[s]`.
    index: ['indices:data/write/bulk*', 'indices:data/write/index'],
  },
  create: {
    cluster: [],
    index: [
      'indices:admin/aliases',
      'indices:admin/aliases/get',
      'indices:admin/create',
      'indices:admin/get',
    ],
  },
  rebuild: {
    cluster: [],
    // Counting is a search that gives no documents back.
    index: ['indices:admin/delete', 'indices:admin/refresh*', 'indices:data/read/search'],
  },
};

export const SEARCH_RIGHTS = Object.keys(ACTIONS) as SearchRight[];

/** The role behind one right of the search port. */
export function roleOfRight(right: SearchRight): SecurityRole {
  const { cluster, index } = ACTIONS[right];
  return {
    cluster_permissions: cluster,
    index_permissions: [{ index_patterns: SESSION_INDICES, allowed_actions: index }],
    tenant_permissions: [],
  };
}

/** What Dashboards asks for when a person looks at sessions. */
const LOOK = [
  'read',
  'indices:admin/aliases/get',
  'indices:admin/get',
  'indices:admin/mappings/get',
  'indices:admin/resolve/index',
];

/** The role of a group of people, who see the sessions of some sources only. */
export const roleOfGroup = (sources: '*' | readonly string[]): SecurityRole => ({
  cluster_permissions: [],
  index_permissions: [
    {
      index_patterns: SESSION_INDICES,
      allowed_actions: LOOK,
      ...(sources !== '*' && { dls: JSON.stringify({ terms: { source: sources } }) }),
    },
  ],
  // Dashboards and saved searches are everybody's; what they show each person is what that person may see.
  tenant_permissions: [{ tenant_patterns: ['global_tenant'], allowed_actions: ['kibana_all_write'] }],
});
