import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { LifecycleRule } from './bucket-lifecycles.ts';
import type { BucketPolicy } from './bucket-policies.ts';
import type { Part } from './part.ts';

export interface BucketPlan {
  /** Of its resources in the program. */
  readonly name: string;
  readonly bucket: string;
  readonly policy: BucketPolicy;
  readonly lifecycle: readonly LifecycleRule[];
  /** Pulumi refuses to delete it. */
  readonly protect: boolean;
  /** How long every version is locked from the moment it is written. */
  readonly lock?: { readonly mode: string; readonly years: number };
}

/**
 * A bucket that is private, encrypted, versioned and asked over TLS only. Its name is given out once its policy is
 * there, so that nothing is put into it before.
 */
export function makeBucket(
  part: Part,
  plan: BucketPlan,
): { name: pulumi.Output<string>; arn: pulumi.Output<string> } {
  const { name, lock, protect } = plan;
  const made = new aws.s3.Bucket(
    name,
    { bucket: plan.bucket, forceDestroy: false, objectLockEnabled: lock !== undefined },
    { parent: part, protect },
  );
  const bucket = made.bucket;
  const options = { parent: part };
  const versioning = new aws.s3.BucketVersioning(
    name,
    { bucket, versioningConfiguration: { status: 'Enabled' } },
    options,
  );
  const block = new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  const ownership = new aws.s3.BucketOwnershipControls(
    name,
    { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } },
    options,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    options,
  );
  // Its rules speak of old versions, which there are from then on.
  new aws.s3.BucketLifecycleConfiguration(
    name,
    { bucket, rules: plan.lifecycle.map((rule) => ({ ...rule })) },
    { parent: part, dependsOn: [versioning] },
  );
  const locked = lock
    ? [
        new aws.s3.BucketObjectLockConfiguration(
          name,
          { bucket, rule: { defaultRetention: { mode: lock.mode, years: lock.years } } },
          { parent: part, dependsOn: [versioning], protect },
        ),
      ]
    : [];
  const policy = new aws.s3.BucketPolicy(
    name,
    { bucket, policy: JSON.stringify(plan.policy) },
    { parent: part, dependsOn: [versioning, block, ownership, ...locked] },
  );
  return { name: policy.bucket, arn: pulumi.interpolate`arn:aws:s3:::${policy.bucket}` };
}
