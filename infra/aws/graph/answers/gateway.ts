import { type Answers, digits, text, uuid } from './answer.ts';

/** API Gateway and WAF. */
export const gateway: Answers = {
  'aws:apigateway/restApi:RestApi': ({ name, place, type }) => {
    const id = digits(type + name, 10);
    const base = `arn:aws:apigateway:${place.region}::/restapis/${id}`;
    return {
      id,
      outputs: {
        arn: base,
        executionArn: `arn:aws:execute-api:${place.region}:${place.account}:${id}`,
        rootResourceId: digits(`${name} root`, 10),
      },
    };
  },
  'aws:apigateway/deployment:Deployment': ({ name, type }) => ({
    id: digits(type + name, 6),
    outputs: {},
  }),
  'aws:apigateway/stage:Stage': ({ inputs, place }) => {
    const api = String(inputs.restApi);
    const stage = String(inputs.stageName);
    return {
      id: `ags-${api}-${stage}`,
      outputs: {
        arn: `arn:aws:apigateway:${place.region}::/restapis/${api}/stages/${stage}`,
        invokeUrl: `https://${api}.execute-api.${place.region}.amazonaws.com/${stage}`,
        executionArn: `arn:aws:execute-api:${place.region}:${place.account}:${api}/${stage}`,
      },
    };
  },
  'aws:apigateway/usagePlan:UsagePlan': ({ name, place, type }) => {
    const id = digits(type + name, 6);
    return { id, outputs: { arn: `arn:aws:apigateway:${place.region}::/usageplans/${id}` } };
  },
  'aws:wafv2/webAcl:WebAcl': ({ inputs, name, type, arn }) => {
    const id = uuid(type + name);
    return {
      id,
      outputs: { arn: arn('wafv2', `regional/webacl/${text(inputs.name, name)}/${id}`), capacity: 2 },
    };
  },
};
