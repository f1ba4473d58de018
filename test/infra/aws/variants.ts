import { readStackConfig } from '../../../infra/aws/cost/captures.ts';
import type { CaptureRequest } from '../../../infra/aws/graph/capture.ts';
import { exampleConfig, privateConfig } from './example-config.ts';

/** Stacks that have, between them, every type of resource that some configuration makes. */
export const VARIANTS: Readonly<Record<string, CaptureRequest & Required<Pick<CaptureRequest, 'config'>>>> = {
  dev: { stack: 'dev', config: readStackConfig('dev') },
  staging: { stack: 'staging', config: readStackConfig('staging') },
  prod: { stack: 'prod', config: readStackConfig('prod') },
  'with its own name': {
    stack: 'dev',
    config: exampleConfig({
      domain: {
        name: 'sessions.example.org',
        certificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/12345678-1234-4234-8234-123456789012',
        hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      },
    }),
  },
  'by VPN, with SAML': { stack: 'dev', config: { ...privateConfig(), events: 'store' } },
  'by Direct Connect': {
    stack: 'dev',
    config: {
      ...privateConfig(),
      laboratory: {
        cidrs: ['192.168.0.0/16'],
        directConnectGateway: '12345678-1234-4234-8234-123456789012',
      },
    },
  },
};
