import { of, type Takes } from './takes.ts';

const logs = of('logs');
const cloudwatch = of('cloudwatch');

/** Logs, alarms, the trail and the budget. */
export const WATCHING: Readonly<Record<string, Takes>> = {
  'aws:cloudwatch/logGroup:LogGroup': {
    logGroups: logs(
      'CreateLogGroup',
      'DeleteLogGroup',
      'DeleteRetentionPolicy',
      'ListTagsForResource',
      'PutRetentionPolicy',
      'TagResource',
      'UntagResource',
    ),
    look: logs('DescribeLogGroups'),
  },
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': {
    everywhere: logs('DeleteResourcePolicy', 'DescribeResourcePolicies', 'PutResourcePolicy'),
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': {
    alarms: cloudwatch(
      'DeleteAlarms',
      'ListTagsForResource',
      'PutMetricAlarm',
      'TagResource',
      'UntagResource',
    ),
    look: cloudwatch('DescribeAlarms'),
  },
  'aws:cloudwatch/dashboard:Dashboard': {
    dashboard: cloudwatch('DeleteDashboards', 'GetDashboard', 'PutDashboard'),
  },
  'aws:cloudtrail/trail:Trail': {
    trail: of('cloudtrail')(
      'AddTags',
      'CreateTrail',
      'DeleteTrail',
      'GetEventSelectors',
      'GetInsightSelectors',
      'GetTrail',
      'GetTrailStatus',
      'ListTags',
      'PutEventSelectors',
      'RemoveTags',
      'StartLogging',
      'StopLogging',
      'UpdateTrail',
    ),
    look: ['cloudtrail:DescribeTrails'],
  },
  'aws:budgets/budget:Budget': {
    budget: of('budgets')(
      'ListTagsForResource',
      'ModifyBudget',
      'TagResource',
      'UntagResource',
      'ViewBudget',
    ),
  },
};
