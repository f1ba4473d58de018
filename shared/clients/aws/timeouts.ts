/**
 * How long a call to AWS may take, in milliseconds; the longest is a long poll of 20 s. A client without these waits
 * for good where a network path is missing, and the function ends without having said why.
 */
export const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };
