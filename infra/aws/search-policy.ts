import type { Context } from './part.ts';
import { groupRole } from './search-access/groups.ts';

export const SEARCH_ACCESS = 'search-access';

/** How requests reach the domain, method by method: there is no action for all of them that names no `*`. */
export const HTTP_ACTIONS = ['Get', 'Head', 'Post', 'Put', 'Patch', 'Delete'].map(
  (method) => `es:ESHttp${method}`,
);

/**
 * Who may speak to the domain at all, besides the roles whose own policies say so: nobody of another account. With
 * SAML the browser of a person signs nothing, so that the domain has to be open to whoever is in the network, and its
 * own access control alone keeps out who did not sign in.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/saml.html
 */
export function domainPolicy({ config, names, place }: Pick<Context, 'config' | 'names' | 'place'>): string {
  const saml = config.search.signIn === 'saml';
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      saml
        ? {
            Sid: 'PeopleOfTheNetworkSignIn',
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: HTTP_ACTIONS,
            Resource: `${names.domainArn}/*`,
          }
        : {
            Sid: 'GroupsUseDashboards',
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${place.account}:root` },
            Action: HTTP_ACTIONS,
            Resource: `${names.domainArn}/*`,
            // Not as principals: the domain would be refused where a role is not there yet.
            Condition: {
              ArnEquals: {
                'aws:PrincipalArn': [
                  names.roleArn(SEARCH_ACCESS),
                  ...Object.keys(config.search.groups).map((group) => names.roleArn(groupRole(group))),
                ],
              },
            },
          },
    ],
  });
}
