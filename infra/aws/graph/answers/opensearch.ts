import { type Answers, digits, text } from './answer.ts';

/** OpenSearch Service. */
export const openSearch: Answers = {
  'aws:opensearch/domain:Domain': ({ inputs, name, place, arn }) => {
    const domain = text(inputs.domainName, name);
    const endpoint = `vpc-${domain}-${digits(domain, 26)}.${place.region}.es.amazonaws.com`;
    return {
      id: arn('es', `domain/${domain}`),
      outputs: {
        arn: arn('es', `domain/${domain}`),
        domainId: `${place.account}/${domain}`,
        endpoint,
        dashboardEndpoint: `${endpoint}/_dashboards`,
      },
    };
  },
};
