import { describe, expect, test } from '@jest/globals';
import { captureGraph } from '../../../infra/aws/graph/capture.ts';
import { ofType } from '../../../infra/aws/graph/graph.ts';
import { isPrivate } from '../../../infra/aws/kinds.ts';
import { callsOf, egressOf, strandedCalls } from '../../../infra/aws/rights/needs.ts';
import { manifestsOf } from '../../../infra/aws/services-of.ts';
import { services } from '../../../services/registry.ts';
import { config, manifestOf, place } from './parts.ts';

const manifests = services.map(({ manifest }) => manifest);

const WAYS = ['endpoint', 'store'] as const;

describe.each(WAYS)('with events by the %s', (events) => {
  test.each(manifestsOf({ events }).map((manifest) => [manifest.name, manifest] as const))(
    'every call of %s finds a way out of its network',
    (_, manifest) => {
      expect(callsOf(manifest, events)).not.toEqual([]);
      expect(strandedCalls(manifest, events)).toEqual([]);
    },
  );

  test('whoever asks the search domain is where it is, and the domain is nowhere else', () => {
    for (const manifest of manifests) {
      const asks = (manifest.uses.search ?? []).length > 0;
      if (asks) expect(isPrivate(manifest)).toBe(true);
      expect(egressOf(manifest, events).search !== undefined).toBe(isPrivate(manifest));
    }
  });

  test('private functions publish by it, and all others at the bus', () => {
    const host = (name: string) => {
      const manifest = manifestOf({
        emits: ['SessionProcessed'],
        ...(name === 'inside' && { network: 'private' }),
      });
      return callsOf(manifest, events).find((call) => call.name === 'bus.publish')?.host;
    };
    expect([host('inside'), host('outside')]).toEqual([events === 'store' ? 's3' : 'sns', 'sns']);
  });

  test('the network has the ways that private functions count on, and no others', async () => {
    const graph = await captureGraph({ stack: place.stack, config: { ...config, events } });
    const endpoints = ofType(graph, 'aws:ec2/vpcEndpoint:VpcEndpoint').map(({ inputs }) => [
      inputs.vpcEndpointType,
      inputs.serviceName,
    ]);
    expect(endpoints).toEqual([
      ['Gateway', 'com.amazonaws.us-east-1.s3'],
      ...(events === 'endpoint' ? [['Interface', 'com.amazonaws.us-east-1.sns']] : []),
    ]);
    const [domain] = ofType(graph, 'aws:opensearch/domain:Domain');
    const subnets = ofType(graph, 'aws:ec2/subnet:Subnet').map(({ id }) => id);
    expect(domain?.inputs.vpcOptions).toMatchObject({ subnetIds: subnets });
    for (const type of ['natGateway:NatGateway', 'internetGateway:InternetGateway'])
      expect(ofType(graph, `aws:ec2/${type}`)).toEqual([]);
  });
});

describe('a manifest whose calls would never be answered is named with the call', () => {
  test('secrets in the private network', () => {
    const manifest = manifestOf({ network: 'private', uses: { secrets: ['token-signing'] } });
    expect(strandedCalls(manifest, 'endpoint')).toEqual([
      'probe: secrets.get(token-signing) finds no way to secretsmanager',
    ]);
  });

  test('queues beside search', () => {
    const manifest = manifestOf({ uses: { search: ['read'], deadLetters: ['count'] } });
    expect(strandedCalls(manifest, 'endpoint')).toContain('probe: deadLetters.depths finds no way to sqs');
  });

  test('mail where there is no endpoint of SNS', () => {
    const mute = manifestOf({ network: 'private', uses: { mail: true } });
    expect(strandedCalls(mute, 'store')).toContain('probe: mail.send to an address finds no way to sns');
  });

  test('Slack and machines in the private network', () => {
    const manifest = manifestOf({ network: 'private', uses: { mail: true, compute: ['quote', 'launch'] } });
    expect(strandedCalls(manifest, 'endpoint')).toEqual([
      'probe: compute.launch finds no way to ec2',
      'probe: mail.send reading the webhooks finds no way to secretsmanager',
      'probe: mail.send to Slack finds no way to internet',
    ]);
  });
});

test('signing an address asks nobody', () => {
  const manifest = manifestOf({ uses: { objects: { archive: ['read', 'multipart', 'address'] } } });
  expect(callsOf(manifest, 'endpoint').filter(({ name }) => name.includes('sign'))).toEqual([]);
});
