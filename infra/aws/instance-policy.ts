import { sandboxReports } from '../../services/registry.ts';
import { placeOf } from '../../shared/service/wire.ts';
import type { Statement } from './rights/statement.ts';

/** `<unique id of the role>:<id of the instance>`: no other instance has the same, and none can choose it. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM's policies.
const ITSELF = '${aws:userid}';

/**
 * The credentials work from the instance that they were given to and from nowhere else: where the request comes from,
 * by way of the endpoint, is where the instance was when they were issued.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const FROM_ITSELF: NonNullable<Statement['Condition']> = {
  StringEquals: {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
    'aws:Ec2InstanceSourceVpc': '${aws:SourceVpc}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
    'aws:Ec2InstanceSourcePrivateIPv4': '${aws:VpcSourceIp}',
  },
};

/**
 * What an instance may do, whoever works on it: read its own folder of the ledger, and write there what the platform
 * listens to. Files of sessions it reads by signed addresses, which need no right. It may not list, so that S3 says
 * 403 of what is not there yet.
 */
export function instancePolicy(ledgerArn: string): readonly Statement[] {
  const { area, suffix } = heard();
  const own = `${ledgerArn}/${placeOf(area).prefix}${ITSELF}`;
  const allow = (Sid: string, Action: string, Resource: string): Statement => ({
    Sid,
    Effect: 'Allow',
    Action: [Action],
    Resource: [Resource],
    Condition: FROM_ITSELF,
  });
  return [
    allow('OwnFolderRead', 's3:GetObject', `${own}/*`),
    allow('OwnReportWrite', 's3:PutObject', `${own}${suffix}`),
  ];
}

function heard() {
  const { on } = sandboxReports.manifest;
  if ('written' in on) return on.written;
  throw new Error('Nobody listens to what instances write.');
}

/** Only EC2 puts the role on: nobody can take it under a name of their choice, which would be half of the id. */
export const INSTANCE_TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
