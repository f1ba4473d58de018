import { type Answers, text, uuid } from './answer.ts';

/** Lambda. */
export const lambda: Answers = {
  'aws:lambda/function:Function': ({ inputs, name, place, arn }) => {
    const id = text(inputs.name, name);
    const found = arn('lambda', `function:${id}`);
    return {
      id,
      outputs: {
        name: id,
        arn: found,
        qualifiedArn: `${found}:1`,
        version: '1',
        invokeArn: `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${found}/invocations`,
      },
    };
  },
  'aws:lambda/eventSourceMapping:EventSourceMapping': ({ name, type, arn }) => {
    const id = uuid(type + name);
    return { id, outputs: { uuid: id, arn: arn('lambda', `event-source-mapping:${id}`) } };
  },
};
