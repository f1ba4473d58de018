import type { ServiceManifest } from '../../shared/service/define.ts';
import { type PortName, portsOf } from '../../shared/service/wire.ts';
import { isPrivate } from '../aws/kinds.ts';

/** What opens a port: an export of a module, by its path in the project. */
export interface Opener {
  readonly module: string;
  readonly name: string;
}

/** By port; `privateBus` opens the bus of functions in private subnets, which may have another way to it. */
export type OpenerTable = Readonly<Record<PortName | 'privateBus', Opener>>;

/** The clients of AWS, by port. */
export const AWS_OPENERS: OpenerTable = {
  stores: { module: 'shared/clients/aws/objects/index.ts', name: 'openS3Stores' },
  bus: { module: 'shared/clients/aws/bus.ts', name: 'openSnsBus' },
  privateBus: { module: 'shared/clients/aws/store-bus.ts', name: 'openPrivateBus' },
  deadLetters: { module: 'shared/clients/aws/dead-letters.ts', name: 'openSqsDeadLetters' },
  search: { module: 'shared/clients/aws/search.ts', name: 'openAwsSearch' },
  secrets: { module: 'shared/clients/aws/secrets.ts', name: 'openSecretsManager' },
  compute: { module: 'shared/clients/aws/compute/index.ts', name: 'openEc2Compute' },
  mail: { module: 'shared/clients/aws/mail.ts', name: 'openAwsMail' },
};

/** Under which services/registry.ts exports a service: `sandbox-life` is `sandboxLife`. */
export const exportName = (service: string): string =>
  service.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The module that a function begins with: its one service, and the clients of the ports that this one needs. */
export function entryOf(manifest: ServiceManifest, openers: OpenerTable): string {
  const needed = portsOf(manifest).map((port) => ({
    port,
    ...openers[port === 'bus' && isPrivate(manifest) ? 'privateBus' : port],
  }));
  const clients = needed.map(({ module, name }) => `import { ${name} } from './${module}';`);
  const opened = needed.map(({ port, name }) => `${port}: ${name}`);
  return [
    `import 'validators:${manifest.name}';`,
    `import { ${exportName(manifest.name)} as service } from './services/registry.ts';`,
    `import { lambdaHandler } from './shared/service/lambda.ts';`,
    ...clients,
    `export const handler = lambdaHandler(service, { ${opened.join(', ')} });`,
    '',
  ].join('\n');
}
