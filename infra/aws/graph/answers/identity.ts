import { type Answer, type Answers, digits, text, uuid } from './answer.ts';

const iam =
  (kind: string): Answer =>
  ({ inputs, name, place, type }) => {
    const id = text(inputs.name, name);
    return {
      id,
      outputs: {
        name: id,
        arn: `arn:aws:iam::${place.account}:${kind}/${id}`,
        uniqueId: `AROA${digits(type + name, 17).toUpperCase()}`,
      },
    };
  };

/** IAM, Secrets Manager and Cognito. */
export const identity: Answers = {
  'aws:iam/role:Role': iam('role'),
  'aws:iam/policy:Policy': iam('policy'),
  'aws:iam/instanceProfile:InstanceProfile': iam('instance-profile'),
  'aws:iam/serviceLinkedRole:ServiceLinkedRole': iam('role'),
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': ({ inputs, place }) => {
    const issuer = String(inputs.url).replace(/^https:\/\//, '');
    const arn = `arn:aws:iam::${place.account}:oidc-provider/${issuer}`;
    return { id: arn, outputs: { arn } };
  },
  'aws:secretsmanager/secret:Secret': ({ inputs, name, arn }) => {
    const id = arn('secretsmanager', `secret:${text(inputs.name, name)}-${digits(name, 6)}`);
    return { id, outputs: { arn: id, name: text(inputs.name, name) } };
  },
  'aws:cognito/userPool:UserPool': ({ name, place, type, arn }) => {
    const id = `${place.region}_${digits(type + name, 9)}`;
    return {
      id,
      outputs: {
        arn: arn('cognito-idp', `userpool/${id}`),
        endpoint: `cognito-idp.${place.region}.amazonaws.com/${id}`,
      },
    };
  },
  'aws:cognito/identityPool:IdentityPool': ({ name, place, type, arn }) => {
    const id = `${place.region}:${uuid(type + name)}`;
    return { id, outputs: { arn: arn('cognito-identity', `identitypool/${id}`) } };
  },
};
