import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** Without the first, a call waits for good where a network path is missing; the second leaves time for a large part. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 300_000;

export interface S3Settings {
  readonly region?: string;
  readonly credentials?: NonNullable<S3ClientConfig['credentials']>;
  /** Somewhere else than AWS. Left out, the SDK decides, which also reads AWS_ENDPOINT_URL. */
  readonly endpoint?: string;
  /**
   * Whether the bucket stands in the path instead of the host's name. By default where an endpoint is given: only
   * AWS has a name for every bucket. For an endpoint that is an IP address the SDK does it unasked.
   */
  readonly pathStyle?: boolean;
}

/** A client of S3 as this platform uses it; the SDK's own retries and credentials. */
export function makeS3Client({ region, credentials, endpoint, pathStyle }: S3Settings = {}): S3Client {
  return new S3Client({
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: pathStyle ?? endpoint !== undefined,
    // Every write carries its CRC-32 already; without this, signed addresses would carry that of no bytes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
    },
  });
}
