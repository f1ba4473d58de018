import type { Config } from './config.ts';

/** This API, whatever id it gets: the gateway puts its ARN before it. */
const ANY_CALL = 'execute-api:/*';

type Caller = Pick<Config, 'allowedAddresses'>;

const statement = (Sid: string, Effect: 'Allow' | 'Deny', Condition?: object): object => ({
  Sid,
  Effect,
  Principal: '*',
  Action: 'execute-api:Invoke',
  Resource: ANY_CALL,
  ...(Condition && { Condition }),
});

/**
 * Who may call the API before anybody asks for a token. Everybody is allowed and all but the listed addresses denied:
 * a denial holds whatever else allows.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
export const publicPolicy = ({ allowedAddresses }: Caller): object => ({
  Version: '2012-10-17',
  Statement: [
    statement('CallWithToken', 'Allow'),
    statement('OnlyFromAllowedAddresses', 'Deny', { NotIpAddress: { 'aws:SourceIp': allowedAddresses } }),
  ],
});

/** The same for a private API, where the address of the caller is one of the laboratory's or of the network's. */
export const privatePolicy = ({ allowedAddresses }: Caller, vpcEndpointId: string): object => ({
  Version: '2012-10-17',
  Statement: [
    statement('CallWithToken', 'Allow'),
    statement('OnlyByEndpoint', 'Deny', { StringNotEquals: { 'aws:SourceVpce': vpcEndpointId } }),
    statement('OnlyFromAllowedAddresses', 'Deny', {
      NotIpAddress: { 'aws:VpcSourceIp': allowedAddresses },
    }),
  ],
});
