import type { ServiceManifest } from '../../shared/service/define.ts';
import { type PortName, portsOf } from '../../shared/service/wire.ts';

/** What opens a port: an export of a module, by its path in the project. */
export interface Opener {
  readonly module: string;
  readonly name: string;
}

export type OpenerTable = Readonly<Record<PortName, Opener>>;

/** The clients of AWS, by port. */
export const AWS_OPENERS: OpenerTable = {
  stores: { module: 'shared/clients/aws/objects/index.ts', name: 'openS3Stores' },
  bus: { module: 'shared/clients/aws/bus.ts', name: 'openSnsBus' },
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
  const ports = portsOf(manifest);
  const clients = ports.map((port) => `import { ${openers[port].name} } from './${openers[port].module}';`);
  const opened = ports.map((port) => `${port}: ${openers[port].name}`);
  return [
    `import 'validators:${manifest.name}';`,
    `import { ${exportName(manifest.name)} as service } from './services/registry.ts';`,
    `import { lambdaHandler } from './shared/service/lambda.ts';`,
    ...clients,
    `export const handler = lambdaHandler(service, { ${opened.join(', ')} });`,
    '',
  ].join('\n');
}
