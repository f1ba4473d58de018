import { ZONES_OF_REGION } from '../config/regions.ts';
import type { Place } from '../names.ts';

type Answer = Record<string, unknown>;

/** What AWS answers to the questions that the program asks while it plans. */
const ANSWERS: Readonly<Record<string, (inputs: Answer, place: Place) => Answer>> = {
  'aws:index/getCallerIdentity:getCallerIdentity': (_, { account }) => ({
    accountId: account,
    arn: `arn:aws:iam::${account}:root`,
    userId: account,
    id: account,
  }),
  'aws:index/getRegion:getRegion': (_, { region }) => ({ id: region, name: region, region }),
  'aws:index/getPartition:getPartition': () => ({ id: 'aws', partition: 'aws', dnsSuffix: 'amazonaws.com' }),
  'aws:index/getAvailabilityZones:getAvailabilityZones': (_, { region }) => ({
    id: region,
    names: ['a', 'b', 'c', 'd', 'e', 'f']
      .slice(0, ZONES_OF_REGION[region] ?? 3)
      .map((letter) => `${region}${letter}`),
  }),
  'aws:ec2/getPrefixList:getPrefixList': (inputs, { region }) => ({
    id: 'pl-63a5400a',
    name: String(inputs.name ?? `com.amazonaws.${region}.s3`),
    cidrBlocks: [],
  }),
  'aws:ec2/getManagedPrefixList:getManagedPrefixList': (inputs, { region }) => ({
    id: 'pl-63a5400a',
    name: String(inputs.name ?? `com.amazonaws.${region}.s3`),
    entries: [],
  }),
  'aws:ec2/getAmi:getAmi': () => ({ id: 'ami-00000000000000000', architecture: 'x86_64' }),
  'aws:ssm/getParameter:getParameter': (inputs) => ({
    id: String(inputs.name),
    name: inputs.name,
    type: 'String',
    value: 'ami-00000000000000000',
  }),
};

/** @throws for a question that has no answer here, so that a new one is noticed. */
export function answerCall(token: string, inputs: Answer, place: Place): Answer {
  const answer = ANSWERS[token];
  if (!answer) throw new Error(`The capture knows no answer to ${token}: add it to answer-call.ts.`);
  return { ...inputs, ...answer(inputs, place) };
}
