import { describe, expect, test } from '@jest/globals';
import Type from 'typebox';
import { gatewayResponses, problemText, RETRY_AFTER } from '../../../infra/aws/openapi-responses.ts';
import { readAnswer } from '../../../services/api-client/answer.ts';
import { ApiError } from '../../../services/api-client/errors.ts';
import { judgeFailure } from '../../../services/api-client/transient.ts';
import { ERRORS } from '../../../shared/service/errors.ts';

const responses = gatewayResponses();
const types = Object.keys(responses);

/** What our own client makes of an answer that the gateway gives by itself. */
function asClientReads(type: string): ApiError {
  const { statusCode, responseParameters, responseTemplates } = responses[type] ?? fail(type);
  const headers = Object.fromEntries(
    Object.entries(responseParameters).map(([name, value]) => [
      name.replace('gatewayresponse.header.', '').toLowerCase(),
      value.slice(1, -1),
    ]),
  );
  const answer = { status: statusCode, headers, text: responseTemplates['application/json'] ?? '' };
  try {
    readAnswer('https://api.example.org/v1/status', answer, Type.Object({}));
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  return fail(type);
}

function fail(type: string): never {
  throw new Error(`The client does not understand ${type}.`);
}

describe.each(types)('the gateway’s own answer %s', (type) => {
  test('is a problem with a code of docs/errors.md and its status', () => {
    const error = asClientReads(type);
    expect(ERRORS).toHaveProperty(error.code);
    expect(error.status).toBe(ERRORS[error.code as keyof typeof ERRORS].status);
    expect(error.todo).not.toBe('');
  });

  test('holds nothing that the gateway would fill in', () => {
    expect(responses[type]?.responseTemplates['application/json']).not.toContain('$');
  });
});

test.each([
  ['THROTTLED', RETRY_AFTER.throttled],
  ['WAF_FILTERED', RETRY_AFTER.address],
])('a client that was held back by %s waits as long as it was told', (type, seconds) => {
  expect(judgeFailure(asClientReads(type), true)).toEqual({ wait: seconds * 1000 });
});

test.each([
  ['MISSING_AUTHENTICATION_TOKEN', 'route-unknown'],
  ['UNAUTHORIZED', 'token-invalid'],
  ['ACCESS_DENIED', 'address-forbidden'],
  ['REQUEST_TOO_LARGE', 'body-too-large'],
  ['BAD_REQUEST_BODY', 'request-invalid'],
  ['INVALID_API_KEY', 'key-invalid'],
  ['QUOTA_EXCEEDED', 'quota-exceeded'],
])('%s means %s, and is not asked again', (type, code) => {
  expect(asClientReads(type).code).toBe(code);
  expect(judgeFailure(asClientReads(type), true)).toBeUndefined();
});

test('a failure of the gateway itself is asked again', () => {
  expect(judgeFailure(asClientReads('DEFAULT_5XX'), true)).toBeDefined();
});

test('WAF takes the body: it is below 4 KB', () => {
  expect(Buffer.byteLength(problemText('too-many-requests'))).toBeLessThan(4096);
});
