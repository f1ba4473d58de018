import { describe, expect, test } from '@jest/globals';
import { routeTable } from '../../../shared/service/http.ts';

const find = routeTable([
  { method: 'GET', path: '/v1/sessions' },
  { method: 'GET', path: '/v1/sessions/{id}' },
  { method: 'POST', path: '/v1/sessions/{id}/uploads' },
] as const);

describe('a route is found', () => {
  test('with its parameters decoded', () => {
    expect(find('GET', '/v1/sessions/a%20b')).toMatchObject({
      params: { id: 'a b' },
      route: { path: '/v1/sessions/{id}' },
    });
  });

  test('only for the whole path', () => {
    expect(find('GET', '/v1/sessions/a/b')).toBeUndefined();
    expect(find('GET', '/v1')).toBeUndefined();
  });

  test('not with a parameter that reaches over a slash', () => {
    expect(find('POST', '/v1/sessions/a/b/uploads')).toBeUndefined();
  });

  test('not where the percent-encoding is broken', () => {
    expect(find('GET', '/v1/sessions/%zz')).toBeUndefined();
  });
});

test('a known path with another method says which methods it has', () => {
  expect(find('DELETE', '/v1/sessions/a')).toEqual({ allowed: ['GET'] });
});
