import type { S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../../../ports/clock.ts';

/** Who may end a retention early: some, with a right of their own, or nobody. */
export type LockMode = 'GOVERNANCE' | 'COMPLIANCE';

/** What the parts of one store share. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  readonly lockMode: LockMode;
  readonly clock: Clock;
}

/** As people and tools name it. */
export const placeOf = ({ name }: Bucket, key: string, version?: string): string =>
  `s3://${name}/${key}${version === undefined ? '' : `?versionId=${version}`}`;
