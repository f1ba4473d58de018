import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, CreateScheduleGroupCommand } from '@aws-sdk/client-scheduler';
import { type Deployers, NOTHING } from './deployer.ts';

/** EventBridge: its rules and its scheduler. */
export const schedules: Deployers = {
  'aws:scheduler/scheduleGroup:ScheduleGroup': async ({ name }, { scheduler }) => {
    await scheduler.send(new CreateScheduleGroupCommand({ Name: name }));
    return NOTHING;
  },
  'aws:scheduler/schedule:Schedule': async (inputs, { scheduler }) => {
    await scheduler.send(
      new CreateScheduleCommand({
        Name: inputs.name,
        GroupName: inputs.groupName,
        ScheduleExpression: inputs.scheduleExpression,
        FlexibleTimeWindow: { Mode: inputs.flexibleTimeWindow?.mode ?? 'OFF' },
        State: inputs.state,
        Target: {
          Arn: inputs.target.arn,
          RoleArn: inputs.target.roleArn,
          Input: inputs.target.input,
          RetryPolicy: inputs.target.retryPolicy && {
            MaximumRetryAttempts: inputs.target.retryPolicy.maximumRetryAttempts,
          },
        },
      }),
    );
    return NOTHING;
  },
  'aws:cloudwatch/eventRule:EventRule': async (inputs, { rules }) => {
    await rules.send(
      new PutRuleCommand({
        Name: inputs.name,
        ScheduleExpression: inputs.scheduleExpression,
        EventPattern: inputs.eventPattern,
        State: inputs.state ?? 'ENABLED',
      }),
    );
    return NOTHING;
  },
  'aws:cloudwatch/eventTarget:EventTarget': async (inputs, { rules }, resource) => {
    await rules.send(
      new PutTargetsCommand({
        Rule: inputs.rule,
        Targets: [{ Id: inputs.targetId ?? resource.name, Arn: inputs.arn, Input: inputs.input }],
      }),
    );
    return NOTHING;
  },
};
