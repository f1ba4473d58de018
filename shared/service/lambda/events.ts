import type { LogFields } from '../observe.ts';

/** The few fields that are read of what Lambda hands over. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** API Gateway, REST API with AWS_PROXY integration (payload 1.0). */
export interface GatewayEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly stage: string;
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** API Gateway, to an authorizer of the kind REQUEST. */
export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
}

export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly {
      readonly Sid: string;
      readonly Effect: 'Allow';
      readonly Action: 'execute-api:Invoke';
      readonly Resource: string;
    }[];
  };
  /** Strings, numbers and booleans only: anything else and the gateway answers 500. */
  readonly context: Readonly<Record<string, string>>;
  readonly usageIdentifierKey: string;
}

export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly SentTimestamp: string };
}

/** An event source mapping's batch of a queue. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** With ReportBatchItemFailures: what is named comes again, the rest is deleted from the queue. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** On every line of the log: by this id the lines of one call are found, also those that Lambda writes itself. */
export const callFields = ({ awsRequestId }: LambdaContext): LogFields => ({ call: awsRequestId });
