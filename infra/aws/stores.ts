import * as aws from '@pulumi/aws';
import type { StoreName } from '../../shared/ports/objects.ts';
import { makeBucket } from './bucket.ts';
import { lifecycleOf } from './bucket-lifecycles.ts';
import { LOG_FOLDERS, logPolicy, storePolicy } from './bucket-policies.ts';
import { type Context, Part } from './part.ts';
import type { Stores } from './shapes.ts';

/** The stores, and where the logs of who used them go. */
export type StoresAndLogs = Stores & { readonly logs: Stores[StoreName] };

/**
 * The four buckets and their access logs. There are four because lifecycles know no wildcards and a lock can't be
 * taken back. No browser uploads to them, so that none answers to CORS.
 */
export function makeStores(context: Context): StoresAndLogs {
  const { config, names } = context;
  const part = new Part('stores');
  const logs = makeBucket(part, {
    name: 'logs',
    bucket: names.logBucket,
    policy: logPolicy(context),
    lifecycle: lifecycleOf('logs', config),
    protect: false,
  });
  const store = (name: StoreName): Stores[StoreName] => {
    const made = makeBucket(part, {
      name,
      bucket: names.bucket(name),
      policy: storePolicy(name, context),
      lifecycle: lifecycleOf(name, config),
      // Without these two there are no sessions.
      protect: name === 'archive' || name === 'ledger',
      ...(name === 'archive' && { lock: { mode: config.archive.lockMode, years: config.archive.lockYears } }),
    });
    new aws.s3.BucketLogging(
      name,
      { bucket: made.name, targetBucket: logs.name, targetPrefix: `${LOG_FOLDERS.access}/${name}/` },
      { parent: part },
    );
    return made;
  };
  return {
    landing: store('landing'),
    archive: store('archive'),
    results: store('results'),
    ledger: store('ledger'),
    logs,
  };
}
