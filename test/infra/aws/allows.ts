import type { Statement } from '../../../infra/aws/rights/statement.ts';

/** A request as IAM judges it. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that the request has. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** Whether policies allow a request: as IAM evaluates them, as far as our statements go. */
export function allows(statements: readonly Statement[], asked: Asked): boolean {
  const matching = statements.filter((statement) => matches(statement, asked));
  return (
    matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny')
  );
}

const matches = ({ Action, Resource, Condition = {} }: Statement, asked: Asked): boolean =>
  Action.some((pattern) => like(asked.action.toLowerCase(), pattern.toLowerCase())) &&
  Resource.some((pattern) => like(asked.resource, pattern)) &&
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => meets(operator, asked.keys?.[key], [wanted].flat())),
  );

function meets(operator: string, actual: string | undefined, wanted: readonly string[]): boolean {
  if (operator === 'Null') return (actual === undefined) === (wanted[0] === 'true');
  if (actual === undefined) return operator.endsWith('IfExists') || operator.startsWith('ForAllValues:');
  switch (operator.replace(/IfExists$/, '')) {
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return wanted.some((pattern) => like(actual, pattern));
    case 'StringEquals':
    case 'ForAllValues:StringEquals':
    case 'Bool':
      return wanted.includes(actual);
    default:
      throw new Error(`These tests know no condition "${operator}".`);
  }
}

/** Whether a text is as a pattern of IAM says. */
export const like = (text: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);
