import * as aws from '@pulumi/aws';
import { type Context, Part } from './part.ts';
import type { Topics } from './shapes.ts';

/**
 * Tells the operators when the month's bill goes beyond what was planned, and when it is going to. It watches the
 * whole account: costs by tag are known only to accounts whose owner has activated the tag.
 */
export function makeBudget({ config, names }: Context, topics: Topics): void {
  if (config.budget === undefined) return;
  new aws.budgets.Budget(
    'month',
    {
      name: `${names.platform}-month`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(config.budget),
      limitUnit: 'USD',
      notifications: ['ACTUAL', 'FORECASTED'].map((notificationType) => ({
        notificationType,
        comparisonOperator: 'GREATER_THAN',
        threshold: 100,
        thresholdType: 'PERCENTAGE',
        subscriberSnsTopicArns: [topics.alarmsArn],
      })),
    },
    { parent: new Part('budget') },
  );
}
