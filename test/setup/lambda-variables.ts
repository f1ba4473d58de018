import { writeEnvironment } from '../../shared/service/environment.ts';

const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const url = (name: string): string => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;

/** The variables of a function that may do everything: Lambda's own, with keys that open nothing, and the platform's. */
export function lambdaVariables(): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    // Where nobody listens: a test that means a service of AWS says where it is.
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    ...writeEnvironment({
      platform: 'sessions-test',
      stores: { landing: 'landing', archive: 'archive', results: 'results', ledger: 'ledger' },
      topic: arn('sns', 'events'),
      search: 'http://127.0.0.1:9',
      secrets: {
        'token-signing': arn('secretsmanager', 'secret:token-signing'),
        'receipt-signing': arn('secretsmanager', 'secret:receipt-signing'),
      },
      queues: { index: { url: url('index'), deadUrl: url('index-dead') } },
      launch: { template: 'lt-0', subnets: ['subnet-0'], role: 'AROAEXAMPLE' },
      mail: {
        topic: arn('sns', 'people'),
        slackSecret: arn('secretsmanager', 'secret:slack'),
        operators: [],
      },
    }),
  };
}
