import type { Config } from './config.ts';
import type { Metric } from './metrics.ts';
import type { Names, Place } from './names.ts';

/** An alarm before it is a resource: what it watches, and what it says. */
export interface AlarmPlan {
  /** Unique in the stack: `commit-errors`. */
  readonly name: string;
  /** What is wrong, in the words of the runbook's own heading. */
  readonly alarm: string;
  /** What was seen. */
  readonly seen: string;
  readonly runbook: `docs/runbooks/${string}.md`;
  /** One metric; or several by their ids, and the expression that is compared. */
  readonly watches:
    | Metric
    | { readonly metrics: Readonly<Record<string, Metric>>; readonly expression: string };
  readonly comparison: 'at least' | 'less than';
  readonly threshold: number;
  /** Seconds of one period, and after how many in a row it is told. */
  readonly period: number;
  readonly periods: number;
  /**
   * What no data means. `good`: nothing happened, as with counts. `bad`: silence is the fault. `unknown`: nothing is
   * concluded, the state stays.
   */
  readonly silence: 'good' | 'bad' | 'unknown';
}

/** What alarms are planned from. */
export interface AlarmContext {
  readonly config: Pick<Config, 'delivery' | 'search'>;
  readonly names: Names;
  readonly place: Place;
}

/** The text of an alarm: what is wrong, what was seen, and where it says what to do. */
export function describeAlarm(plan: AlarmPlan, { config }: Pick<AlarmContext, 'config'>): string {
  const repository = config.delivery?.repository;
  const link = repository ? `https://github.com/${repository}/blob/main/${plan.runbook}` : plan.runbook;
  return `${plan.alarm}. ${plan.seen} What to do: ${link}`;
}

/** Minutes, hours or days, as people say it. */
export function spoken(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 3600) return `${seconds / 3600} hours`;
  if (seconds === 3600) return 'an hour';
  return seconds % 60 === 0 && seconds > 60 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}
