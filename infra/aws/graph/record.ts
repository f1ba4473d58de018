import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as pulumi from '@pulumi/pulumi';
import type { Place } from '../names.ts';
import { deploy } from '../program.ts';
import { writeConfig } from '../read-config.ts';
import { readStackFile } from '../stack-file.ts';
import { answerCall } from './answer-call.ts';
import { answerResource } from './answer-resource.ts';
import type { CaptureRequest } from './capture.ts';
import type { Graph, Resource } from './graph.ts';
import { plain } from './plain.ts';

const BUNDLES = fileURLToPath(new URL('../../../.cache/bundles', import.meta.url));

/** What the program tells Pulumi's monitor of one resource, beyond what mocks are told. */
interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getProtect(): boolean;
  getDependenciesList(): string[];
}

interface Monitor {
  registerResource(
    request: Registration,
    callback: (error: unknown, answer: { getUrn(): string }) => void,
  ): Promise<void>;
}

/** Runs the program in this process, once: Pulumi's runtime can't be used for a second stack. */
export async function recordGraph(request: CaptureRequest): Promise<Graph> {
  const { stack, account = '000000000000', bundles = BUNDLES } = request;
  const settings = settingsOf(request);
  const place: Place = { stack, account, region: settings['aws:region'] ?? '' };
  pulumi.runtime.setAllConfig(settings);
  let answer: Pick<Resource, 'id' | 'inputs' | 'outputs'> | undefined;
  await pulumi.runtime.setMocks(
    {
      call: ({ token, inputs }) => answerCall(token, inputs, place),
      newResource: ({ type, name, inputs }) => {
        const asked = plain(inputs) as Record<string, unknown>;
        const { id, outputs } = answerResource({ type, name, inputs: asked, place });
        answer = { id, inputs: asked, outputs: { ...asked, ...outputs, id } };
        return { id, state: { ...inputs, ...outputs } };
      },
    },
    'sessions',
    stack,
  );

  const parents = new Map<string, string>();
  const resources: Omit<Resource, 'part'>[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (asked, callback) => {
    const registering = register(asked, (error, registered) => {
      if (!error) {
        const urn = registered.getUrn();
        parents.set(urn, asked.getParent());
        if (mine && asked.getCustom() && !asked.getType().startsWith('pulumi:'))
          resources.push({ ...nameOf(asked, urn), ...mine, ...orderOf(asked) });
      }
      callback(error, registered);
    });
    // The mocks above were asked before `register` returned.
    const mine = answer;
    return registering;
  };

  const stackOutputs = await pulumi.runtime.runInPulumiStack(() =>
    deploy({
      code: async () => (service) => new pulumi.asset.FileArchive(join(bundles, service)),
    }),
  );
  await pulumi.runtime.disconnect();
  return {
    stack,
    region: place.region,
    resources: (await settled(
      resources.map((resource) => ({ ...resource, part: partOf(resource.urn, parents) })),
    )) as Resource[],
    stackOutputs: (await settled(stackOutputs)) as Record<string, unknown>,
  };
}

const nameOf = (asked: Registration, urn: string) => ({ type: asked.getType(), name: asked.getName(), urn });

const orderOf = (asked: Registration) => ({
  dependsOn: asked.getDependenciesList().sort(),
  ...(asked.getProtect() && { protect: true as const }),
});

/** As Pulumi hands them to the program. */
function settingsOf({ stack, config, region }: CaptureRequest): Record<string, string> {
  if (config) return { ...writeConfig(config), 'aws:region': region ?? 'us-east-1' };
  return { ...readStackFile(stack), ...(region !== undefined && { 'aws:region': region }) };
}

const settled = (value: unknown): Promise<unknown> =>
  new Promise((resolve) => {
    (pulumi.output(value) as pulumi.Output<unknown>).apply(resolve);
  });

const PART = /(?:\$|::)sessions:aws:[^:$]+::([^:]+)$/;

/** The nearest ancestor that is a part of the platform. */
function partOf(urn: string, parents: ReadonlyMap<string, string>): string | undefined {
  for (let at = parents.get(urn); at; at = parents.get(at)) {
    const name = PART.exec(at)?.[1];
    if (name) return name;
  }
  return undefined;
}
