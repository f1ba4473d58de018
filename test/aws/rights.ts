import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { ofType } from '../../infra/aws/graph/graph.ts';
import { eventually } from '../flows/world.ts';
import { readDecisions, roleOf } from './decisions.ts';
import { startAnew } from './drive.ts';
import type { Lane } from './lane.ts';

/**
 * Takes statements away from the role of a service, does something, and gives them back.
 * @returns what the service was refused meanwhile.
 */
export async function without(
  lane: Lane,
  service: string,
  sids: readonly string[] | 'all',
  exercise: () => Promise<unknown>,
): Promise<readonly string[]> {
  const role = lane.names.function(service);
  const whole = policyOf(lane, role);
  const left = whole.Statement.filter(({ Sid }) => sids !== 'all' && !sids.includes(Sid));
  if (left.length === whole.Statement.length) throw new Error(`${role} has no statement ${String(sids)}.`);
  // IAM knows no empty policy.
  const Statement =
    left.length > 0 ? left : [{ Sid: 'Nothing', Effect: 'Deny', Action: ['*'], Resource: ['*'] }];
  const before = (await readDecisions(lane.decisionsFile)).length;
  const refused = async (): Promise<readonly string[]> =>
    (await readDecisions(lane.decisionsFile))
      .slice(before)
      .filter(({ principal, decision }) => roleOf(principal) === role && decision !== 'Allow')
      .map(({ action }) => action);
  await put(lane, role, { ...whole, Statement });
  try {
    await startAnew(lane, service);
    await exercise();
    return await eventually(
      async () => {
        const actions = await refused();
        return actions.length > 0 ? actions : undefined;
      },
      `${service} is refused something without ${String(sids)}`,
    );
  } finally {
    await put(lane, role, whole);
    await startAnew(lane, service);
  }
}

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid: string }[];
}

function policyOf({ graph, deployed }: Lane, role: string): Policy {
  const found = ofType(graph, 'aws:iam/rolePolicy:RolePolicy').find(({ inputs }) => inputs.role === role);
  const policy = deployed.real.apply(found?.inputs.policy);
  return (typeof policy === 'string' ? JSON.parse(policy) : policy) as Policy;
}

async function put({ clients, graph }: Lane, role: string, policy: object): Promise<void> {
  const found = ofType(graph, 'aws:iam/rolePolicy:RolePolicy').find(({ inputs }) => inputs.role === role);
  await clients.iam.send(
    new PutRolePolicyCommand({
      RoleName: role,
      PolicyName: String(found?.inputs.name ?? 'rights'),
      PolicyDocument: JSON.stringify(policy),
    }),
  );
}
