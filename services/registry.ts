import type { DefinedService } from '../shared/service/define.ts';
import { authorize } from './authorize/service.ts';
import { commit } from './commit/service.ts';
import { index } from './index/service.ts';
import { ingest } from './ingest/service.ts';
import { notify } from './notify/service.ts';
import { preprocess } from './preprocess/service.ts';
import { publish } from './publish/service.ts';
import { reconcile } from './reconcile/service.ts';
import { sandbox, sandboxClock, sandboxLife, sandboxReports } from './sandbox/service.ts';
import { search } from './search/service.ts';
import { status } from './status/service.ts';
import { verify } from './verify/service.ts';

export {
  authorize,
  commit,
  index,
  ingest,
  notify,
  preprocess,
  publish,
  reconcile,
  sandbox,
  sandboxClock,
  sandboxLife,
  sandboxReports,
  search,
  status,
  verify,
};

/** Every service of the platform: the only file that knows them all. */
export const services: readonly DefinedService[] = [
  authorize,
  ingest,
  commit,
  verify,
  index,
  preprocess,
  search,
  sandbox,
  sandboxLife,
  sandboxReports,
  sandboxClock,
  publish,
  reconcile,
  status,
  notify,
];
