/**
 * One line of the access log, as JSON. Every value is text, since the gateway writes `-` for what there is not. The
 * path is without its query, in which people write what they look for, and no header is written: one holds the token.
 */
export const ACCESS_LOG = JSON.stringify({
  time: '$context.requestTime',
  request: '$context.requestId',
  address: '$context.identity.sourceIp',
  // The id of the platform's key; `-` on public routes.
  key: '$context.authorizer.principalId',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  path: '$context.path',
  status: '$context.status',
  // Milliseconds in all, and of those in the function.
  latency: '$context.responseLatency',
  functionLatency: '$context.integration.latency',
  bytes: '$context.responseLength',
  // Which of the gateway's own answers it was, where it was one.
  refused: '$context.error.responseType',
  authorizerStatus: '$context.authorizer.status',
  functionStatus: '$context.integration.status',
  waf: '$context.wafResponseCode',
});
