import { type Answer, type Answers, text } from './answer.ts';

/** Ids are the names that were asked for. */
const byName =
  (service: string, resource: (name: string) => string): Answer =>
  ({ inputs, name, arn }) => {
    const id = text(inputs.name, name);
    return { id, outputs: { name: id, arn: arn(service, resource(id)) } };
  };

/** CloudWatch, EventBridge and its scheduler, CloudTrail. */
export const monitoring: Answers = {
  'aws:cloudwatch/logGroup:LogGroup': byName('logs', (name) => `log-group:${name}`),
  'aws:cloudwatch/metricAlarm:MetricAlarm': byName('cloudwatch', (name) => `alarm:${name}`),
  'aws:cloudwatch/dashboard:Dashboard': ({ inputs, name, place }) => {
    const id = text(inputs.dashboardName, name);
    return { id, outputs: { dashboardArn: `arn:aws:cloudwatch::${place.account}:dashboard/${id}` } };
  },
  'aws:cloudwatch/eventRule:EventRule': byName('events', (name) => `rule/${name}`),
  'aws:scheduler/schedule:Schedule': byName('scheduler', (name) => `schedule/default/${name}`),
  'aws:cloudtrail/trail:Trail': ({ inputs, name, place, arn }) => {
    const id = arn('cloudtrail', `trail/${text(inputs.name, name)}`);
    return { id, outputs: { arn: id, homeRegion: place.region } };
  },
};
