import { describe, expect, test } from '@jest/globals';
import { ObjectError } from '../../../shared/ports/objects.ts';
import { check } from '../../../shared/schema/validate.ts';
import { ERRORS, type ErrorCode, Fault, Refusal } from '../../../shared/service/errors.ts';
import { ProblemSchema, problemOf } from '../../../shared/service/problem.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

describe('every error', () => {
  test.each(codes)('%s says what happened and what to do, in sentences', (code) => {
    const { status, title, todo } = ERRORS[code];
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    for (const text of [title, todo]) expect(text).toMatch(/^[A-Z].*[.`]$/);
  });

  test.each(codes)('%s is problem+json of the right form', (code) => {
    const problem = problemOf(new Refusal(code, 'detail', { field: '/a', position: 3, hint: 'b' }));
    expect(check(ProblemSchema, problem)).toMatchObject({ ok: true });
    expect(problem).toMatchObject({ code, status: ERRORS[code].status, detail: 'detail', position: 3 });
    expect(problem.type).toBe(`urn:sessions:error:${code}`);
  });
});

test('an error without a detail says its title', () => {
  expect(problemOf(new Refusal('token-missing')).detail).toBe(ERRORS['token-missing'].title);
  expect(problemOf(new Fault('store-full')).detail).toBe(ERRORS['store-full'].title);
});

test('a full disk is called one, so that people know what to do', () => {
  const problem = problemOf(new ObjectError('StoreFull', 'ENOSPC /home/secret'));
  expect(problem).toMatchObject({ code: 'store-full', status: 507 });
  expect(JSON.stringify(problem)).not.toContain('secret');
});

test.each([
  ['an error of the program', new TypeError('Cannot read /etc/secret of undefined')],
  ['an error with a code of its own', Object.assign(new Error('/etc/secret'), { code: 'ENOENT' })],
  ['what is thrown and is no error', '/etc/secret'],
  ['nothing', undefined],
])('%s says nothing about its inside', (_, error) => {
  const problem = problemOf(error);
  expect(problem).toMatchObject({ code: 'internal-error', status: 500 });
  expect(JSON.stringify(problem)).not.toContain('secret');
});
