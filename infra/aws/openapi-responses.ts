import { ERRORS, type ErrorCode, Refusal } from '../../shared/service/errors.ts';
import { problemOf } from '../../shared/service/problem.ts';

/** Seconds after which a client that was held back may come again. */
export const RETRY_AFTER = { throttled: 1, quota: 3600, address: 60 } as const;

interface GatewayResponse {
  readonly statusCode: number;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

interface Answer {
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const retryAfter = (seconds: number): Readonly<Record<string, string>> => ({
  'Retry-After': String(seconds),
});
const bearer = { 'WWW-Authenticate': 'Bearer' };

/**
 * What the gateway answers by itself, without calling a service, in the codes that services use. Types that are not
 * here take the default of their hundred.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const ANSWERS: Readonly<Record<string, Answer>> = {
  DEFAULT_4XX: { code: 'request-invalid', detail: 'The request cannot be read; docs/api.md shows its form.' },
  DEFAULT_5XX: { code: 'internal-error' },
  BAD_REQUEST_BODY: {
    code: 'request-invalid',
    detail: 'The body is not JSON, lacks a field, or has one of another type; docs/api.md shows its form.',
  },
  BAD_REQUEST_PARAMETERS: { code: 'request-invalid', detail: 'A parameter of the address is missing.' },
  REQUEST_TOO_LARGE: { code: 'body-too-large' },
  // A path that no route has: it is asked for credentials before it is found to be nothing.
  MISSING_AUTHENTICATION_TOKEN: { code: 'route-unknown' },
  RESOURCE_NOT_FOUND: { code: 'route-unknown' },
  UNAUTHORIZED: {
    code: 'token-invalid',
    detail: 'The token is missing, has expired, or is not ours.',
    headers: bearer,
  },
  // A token of ours whose key has left the usage plan: revoked while the token was good.
  INVALID_API_KEY: { code: 'key-invalid', headers: bearer },
  // Who may call is said by the resource policy alone; the authorizer never denies, it knows somebody or nobody.
  ACCESS_DENIED: { code: 'address-forbidden' },
  THROTTLED: { code: 'too-many-requests', headers: retryAfter(RETRY_AFTER.throttled) },
  QUOTA_EXCEEDED: { code: 'quota-exceeded', headers: retryAfter(RETRY_AFTER.quota) },
  // The one rule that blocks is the limit per address.
  WAF_FILTERED: { code: 'too-many-requests', headers: retryAfter(RETRY_AFTER.address) },
};

/** The body of an answer in the form that every error has. */
export const problemText = (code: ErrorCode, detail?: string): string =>
  JSON.stringify(problemOf(new Refusal(code, detail)));

/** `x-amazon-apigateway-gateway-responses`. */
export const gatewayResponses = (): Readonly<Record<string, GatewayResponse>> =>
  Object.fromEntries(Object.entries(ANSWERS).map(([type, answer]) => [type, responseOf(answer)]));

function responseOf({ code, detail, headers }: Answer): GatewayResponse {
  const all = { 'Content-Type': 'application/problem+json', ...headers };
  return {
    statusCode: ERRORS[code].status,
    responseParameters: Object.fromEntries(
      // Texts stand in quotes; without them they would name a part of the request.
      Object.entries(all).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
    ),
    // By this type the gateway finds the template, whatever the client accepts; the header says what it is.
    responseTemplates: { 'application/json': problemText(code, detail) },
  };
}
