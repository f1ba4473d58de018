import { type Answered, type Answers, type Asked, digits, text } from './answers/answer.ts';
import { ec2 } from './answers/ec2.ts';
import { gateway } from './answers/gateway.ts';
import { identity } from './answers/identity.ts';
import { lambda } from './answers/lambda.ts';
import { messages } from './answers/messages.ts';
import { monitoring } from './answers/monitoring.ts';
import { openSearch } from './answers/opensearch.ts';
import { s3 } from './answers/s3.ts';

const ANSWERS: Answers = {
  ...ec2,
  ...s3,
  ...messages,
  ...lambda,
  ...identity,
  ...monitoring,
  ...openSearch,
  ...gateway,
};

/** What AWS would have answered; for types without an entry above an id and an ARN in the usual form. */
export function answerResource(asked: Asked): Answered {
  const { place, type, name, inputs } = asked;
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  const answer = ANSWERS[type];
  if (answer) return answer({ ...asked, arn });
  const [, module = 'aws', kind = 'resource'] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  const id = text(inputs.name, `${kind}-${digits(type + name, 12)}`);
  return { id, outputs: { arn: arn(module, `${kind}/${id}`) } };
}
