import { join, relative } from 'node:path';
import type { Attempt } from './launch.ts';
import type { Layout } from './layout.ts';

const RUNNER = 'org.codelibs.opensearch.runner.OpenSearchRunner';
const INITIAL_HEAP_MB = 256;

export interface JavaFiles {
  readonly layout: Layout;
  /** Folder with nothing but the jars. */
  readonly jars: string;
  /** Where Java keeps loaded classes for the next start. */
  readonly archive: string;
}

/** The command line of one node: flags of Java, then options of the runner. */
export function javaArguments(
  attempt: Attempt,
  heap: string,
  { layout, jars, archive }: JavaFiles,
): string[] {
  // A careful attempt does without the archive, and writes down every exception; see exception-log.ts.
  const exceptions = relative(layout.folder, layout.exceptions);
  const starting = attempt.careful
    ? [`-Xlog:exceptions=info:file=${exceptions}:none:filecount=1,filesize=32m`]
    : ['-XX:+AutoCreateSharedArchive', `-XX:SharedArchiveFile=${archive}`];
  const properties = {
    'java.io.tmpdir': layout.temporary,
    'java.awt.headless': 'true',
    'file.encoding': 'UTF-8',
    'jna.nosys': 'true',
    'io.netty.noUnsafe': 'true',
    // The runner closes the node, and logs it, when Java is told to end; log4j would be gone before.
    'log4j.shutdownHookEnabled': 'false',
    'log4j2.disable.jmx': 'true',
  };
  const options = {
    basePath: layout.folder,
    confPath: layout.config,
    dataPath: layout.data,
    logsPath: layout.logs,
    clusterName: attempt.cluster,
    numOfNode: '1',
    // Nodes are counted from 1, and the count is added.
    baseHttpPort: String(attempt.port - 1),
  };
  return [
    ...heapFlags(heap),
    // The circuit breakers look at the heap in use, which only this collector keeps near what is needed.
    '-XX:+UseG1GC',
    // The first compiler alone: a start takes half the processor time, and the second one, tried with 50,000
    // documents of 30 attributes and 1,000 fuzzy queries on two cores, never earned its own time back.
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
    `-XX:ErrorFile=${join(layout.logs, 'crash-%p.log')}`,
    '-XX:-UsePerfData',
    '--enable-native-access=ALL-UNNAMED',
    ...starting,
    ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    ...['-cp', join(jars, '*'), RUNNER],
    ...Object.entries(options).flatMap(([name, value]) => [`-${name}`, value]),
  ];
}

/** Java refuses an initial heap above the maximum. */
function heapFlags(heap: string): string[] {
  const [, amount, unit] = /^(\d+)([mg])$/i.exec(heap) ?? [];
  if (amount === undefined) throw new RangeError(`The heap is "${heap}"; write it like 512m or 2g.`);
  const megabytes = Number(amount) * (unit?.toLowerCase() === 'g' ? 1024 : 1);
  return [`-Xms${Math.min(megabytes, INITIAL_HEAP_MB)}m`, `-Xmx${megabytes}m`];
}
