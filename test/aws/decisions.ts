import { readFile } from 'node:fs/promises';
import type { Graph } from '../../infra/aws/graph/graph.ts';
import { ofType } from '../../infra/aws/graph/graph.ts';

/** How one request was judged by the policies of whoever made it (test/setup/emulator/decisions.py). */
export interface Decision {
  /** ARN of the role, or of its session: `…:assumed-role/<role>/<session>`. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: 'Allow' | 'Deny' | 'ImplicitDeny';
  /** Sids of the statements that allow it; empty where the judge does not tell. */
  readonly by: readonly string[];
  /** Of these the one without which it would be denied. */
  readonly needed: readonly string[];
}

export async function readDecisions(file: string): Promise<readonly Decision[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Decision);
}

/** Name of the role behind a principal. */
export const roleOf = (principal: string): string =>
  principal.split(/:(?:assumed-)?role\//)[1]?.split('/')[0] ?? '';

export interface GivenStatement {
  readonly role: string;
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Every statement that the graph gives to a role. */
export function givenStatements(graph: Graph): readonly GivenStatement[] {
  return ofType(graph, 'aws:iam/rolePolicy:RolePolicy').flatMap(({ inputs }) => {
    const policy = typeof inputs.policy === 'string' ? JSON.parse(inputs.policy) : inputs.policy;
    return (policy.Statement as Record<string, unknown>[])
      .filter(({ Effect }) => Effect === 'Allow')
      .map((statement) => ({
        role: String(inputs.role),
        sid: String(statement.Sid),
        actions: [statement.Action].flat().map(String),
        resources: [statement.Resource].flat().map(String),
      }));
  });
}

/** Sids of a role's statements that allow a request, as IAM matches wildcards. Conditions are not looked at. */
export const sidsThatAllow = (
  statements: readonly GivenStatement[],
  request: { readonly role: string; readonly action: string; readonly resource: string },
): readonly string[] =>
  statements
    .filter(
      ({ role, actions, resources }) =>
        role === request.role &&
        actions.some((action) => matches(action, request.action)) &&
        resources.some((resource) => matches(resource, request.resource)),
    )
    .map(({ sid }) => sid);

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.')}$`).test(text);
