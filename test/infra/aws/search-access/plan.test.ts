import { describe, expect, test } from '@jest/globals';
import { namesOf } from '../../../../infra/aws/names.ts';
import { type SearchAccess, searchAccess } from '../../../../infra/aws/search-access/plan.ts';
import { firstIndex } from '../../../../services/index/alias.ts';
import { MAPPINGS } from '../../../../services/index/mapping.ts';
import { services } from '../../../../services/registry.ts';
import { SESSIONS_ALIAS } from '../../../../shared/session/search-document.ts';
import { exampleConfig, privateConfig } from '../example-config.ts';

const names = namesOf({ stack: 'test', account: '000000000000', region: 'us-east-1' });
const manifests = services.map(({ manifest }) => manifest);
const access = searchAccess(exampleConfig(), names, manifests);

/** Actions that a function may do on the index of sessions, by its mappings. */
const actionsOf = ({ roles, mappings }: SearchAccess, service: string): readonly string[] =>
  Object.entries(mappings)
    .filter(([, { backend_roles }]) => backend_roles.includes(names.roleArn(service)))
    .flatMap(([name]) => roles[name]?.index_permissions ?? [])
    .flatMap(({ allowed_actions }) => allowed_actions);

const matches = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);

describe('functions', () => {
  test('search reads and cannot write; index writes and cannot page through documents', () => {
    const search = actionsOf(access, 'search');
    expect(search).toContain('indices:data/read/search');
    expect(search.filter((action) => !action.startsWith('indices:data/read/'))).toEqual([]);
    const index = actionsOf(access, 'index');
    expect(index).toEqual(expect.arrayContaining(['indices:data/write/index', 'indices:admin/create']));
    expect(index).not.toContain('indices:data/read/point_in_time/create');
  });

  test('only those whose manifests ask for search are known to the domain', () => {
    const asking = manifests.filter(({ uses }) => uses.search).map(({ name }) => names.roleArn(name));
    const known = Object.entries(access.mappings)
      .filter(([name]) => !name.includes('group-') && name.startsWith('sessions-'))
      .flatMap(([, { backend_roles }]) => backend_roles);
    expect([...new Set(known)].toSorted()).toEqual(asking.toSorted());
  });

  test('every role covers the alias and the indices that services make, and no index of others', () => {
    for (const { index_permissions } of Object.values(access.roles))
      for (const { index_patterns } of index_permissions) {
        for (const index of [SESSIONS_ALIAS, firstIndex(SESSIONS_ALIAS)])
          expect(index_patterns.some((pattern) => matches(pattern, index))).toBe(true);
        for (const other of ['.opendistro_security', '.kibana_1', 'other'])
          expect(index_patterns.some((pattern) => matches(pattern, other))).toBe(false);
      }
  });

  test('every action is named: none is a bare wildcard', () => {
    const actions = Object.values(access.roles).flatMap(({ cluster_permissions, index_permissions }) => [
      ...cluster_permissions,
      ...index_permissions.flatMap(({ allowed_actions }) => allowed_actions),
    ]);
    for (const action of actions) expect(action).not.toMatch(/^\*|^(indices|cluster):\*/);
  });
});

describe('people', () => {
  test('a group sees the sessions of its sources only, by a field that is compared exactly', () => {
    const [permission] = access.roles['sessions-group-ecg']?.index_permissions ?? [];
    expect(JSON.parse(permission?.dls ?? '')).toEqual({ terms: { source: ['ecg', 'ecg-old'] } });
    expect(MAPPINGS.properties.source.type).toBe('keyword');
  });

  test('a group of every source sees all', () => {
    const [permission] = access.roles['sessions-group-everyone']?.index_permissions ?? [];
    expect(permission).not.toHaveProperty('dls');
  });

  test('a group of no source sees nothing, rather than all', () => {
    const { search } = exampleConfig();
    const none = searchAccess({ search: { ...search, groups: { guests: [] } } }, names, manifests);
    const [permission] = none.roles['sessions-group-guests']?.index_permissions ?? [];
    expect(JSON.parse(permission?.dls ?? '')).toEqual({ terms: { source: [] } });
  });

  test('nobody of them writes sessions', () => {
    for (const group of ['ecg', 'everyone'])
      for (const { allowed_actions } of access.roles[`sessions-group-${group}`]?.index_permissions ?? [])
        expect(allowed_actions.filter((action) => /write|crud|delete|create|all/.test(action))).toEqual([]);
  });

  test('with Cognito they are the roles of their groups, with SAML the groups themselves', () => {
    const groups = ['sessions-group-ecg', 'opensearch_dashboards_user'];
    const roles = [names.roleArn('dashboards-everyone'), names.roleArn('dashboards-ecg')];
    expect(groups.map((name) => access.mappings[name]?.backend_roles)).toEqual([[roles[1]], roles]);
    const saml = searchAccess(privateConfig(), names, manifests);
    expect(groups.map((name) => saml.mappings[name]?.backend_roles)).toEqual([['ecg'], ['everyone', 'ecg']]);
  });

  test('a group whose name can be no role is told of with its key', () => {
    const { search } = exampleConfig();
    const wrong = { search: { ...search, groups: { 'All People': '*' as const } } };
    expect(() => searchAccess(wrong, names, manifests)).toThrow(/sessions:search\.groups.*"All People"/);
  });
});
