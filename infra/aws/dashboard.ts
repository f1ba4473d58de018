import * as aws from '@pulumi/aws';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { dashboardBody } from './dashboard-body.ts';
import { type Context, Part } from './part.ts';

/** One page that shows the whole platform. */
export function makeDashboard(context: Context, manifests: readonly ServiceManifest[]): void {
  new aws.cloudwatch.Dashboard(
    'platform',
    {
      dashboardName: context.names.platform,
      dashboardBody: JSON.stringify(dashboardBody(manifests, context)),
    },
    { parent: new Part('dashboard') },
  );
}
