import { of, type Takes } from './takes.ts';

// The actions of API Gateway are methods of HTTP, and its resources paths.
const gateway = of('apigateway');
const waf = of('wafv2');
const route53 = of('route53');

/** The API, its limits, and its own name. */
export const GATEWAY: Readonly<Record<string, Takes>> = {
  'aws:apigateway/account:Account': { apiAccount: gateway('GET', 'PATCH'), handedOver: ['iam:PassRole'] },
  'aws:apigateway/restApi:RestApi': {
    newApis: gateway('POST'),
    apis: gateway('DELETE', 'GET', 'PATCH', 'PUT', 'UpdateRestApiPolicy'),
    apiTags: gateway('DELETE', 'GET', 'PUT'),
  },
  'aws:apigateway/deployment:Deployment': { apis: gateway('DELETE', 'GET', 'PATCH', 'POST') },
  'aws:apigateway/stage:Stage': {
    apis: gateway('DELETE', 'GET', 'PATCH', 'POST'),
    apiTags: gateway('DELETE', 'GET', 'PUT'),
  },
  'aws:apigateway/methodSettings:MethodSettings': { apis: gateway('GET', 'PATCH') },
  'aws:apigateway/usagePlan:UsagePlan': {
    newApis: gateway('POST'),
    apis: gateway('DELETE', 'GET', 'PATCH'),
    apiTags: gateway('DELETE', 'GET', 'PUT'),
  },

  'aws:apigateway/domainName:DomainName': {
    apiDomain: gateway('DELETE', 'GET', 'PATCH', 'POST'),
    apiTags: gateway('DELETE', 'GET', 'PUT'),
    certificate: ['acm:DescribeCertificate'],
    // The first name of an account.
    rolesOfServices: ['iam:CreateServiceLinkedRole'],
  },
  'aws:apigateway/basePathMapping:BasePathMapping': {
    apiDomain: gateway('DELETE', 'GET', 'PATCH', 'POST'),
  },
  'aws:route53/record:Record': {
    record: route53('ChangeResourceRecordSets'),
    zone: route53('GetChange', 'GetHostedZone', 'ListResourceRecordSets'),
  },

  'aws:wafv2/webAcl:WebAcl': {
    webAcl: waf(
      'CreateWebACL',
      'DeleteWebACL',
      'GetWebACL',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
      'UpdateWebACL',
    ),
  },
  'aws:wafv2/webAclAssociation:WebAclAssociation': {
    webAcl: [
      ...waf('AssociateWebACL', 'DisassociateWebACL', 'GetWebACL', 'GetWebACLForResource'),
      'apigateway:SetWebACL',
    ],
  },
};
