import { createHash } from 'node:crypto';
import type { ManifestFile } from '../../shared/session/manifest.ts';
import type { Input } from './input.ts';
import type { Output } from './output.ts';
import type { QualityRow } from './quality/table.ts';
import type { SessionMetadata } from './session-metadata.ts';

/** How a file went through a processor: with what its checks say of it, or why it turned out to be none for it. */
export type Processed = { readonly quality: readonly QualityRow[] } | { readonly skipped: string };

/**
 * Makes tables of files. What it writes follows from its name, its version, its configuration and its input, and
 * from nothing else: the same again gives the same bytes.
 */
export interface Processor {
  readonly name: string;
  /** Raised with every change of what it writes. */
  readonly version: string;
  readonly config: Readonly<Record<string, unknown>>;
  applies(file: Pick<ManifestFile, 'path' | 'size'>, metadata: SessionMetadata): boolean;
  /** Processes one file. Throws FileRefusal or MatError where the file is wrong; then nothing of it is kept. */
  process(input: Input, output: Output): Promise<Processed>;
}

/** The processors in their order: the first one that applies gets a file. */
export interface Pipeline {
  readonly processors: readonly (Processor & { readonly digest: string })[];
  /** Changes with any of the processors. */
  readonly digest: string;
}

export function pipelineOf(processors: readonly Processor[]): Pipeline {
  const named = processors.map((processor) => ({ ...processor, digest: digestOf(processor) }));
  return { processors: named, digest: shortHash(named.map(({ name, digest }) => [name, digest])) };
}

const digestOf = ({ name, version, config }: Processor): string => shortHash({ name, version, config });

const shortHash = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 16);

/** With keys in their order, so that how a configuration is written makes no difference. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
