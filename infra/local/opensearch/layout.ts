import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a node of the kind `java` keeps what, below `<home>/opensearch`. */
export interface Layout {
  readonly folder: string;
  readonly config: string;
  readonly data: string;
  readonly logs: string;
  readonly temporary: string;
  /** What the program itself prints; OpenSearch's own log lies beside it. */
  readonly output: string;
  readonly log: string;
  /** Every exception that Java threw; only when an attempt is careful. */
  readonly exceptions: string;
}

export function layoutOf(home: string): Layout {
  const folder = join(home, 'opensearch');
  const logs = join(folder, 'logs');
  return {
    folder,
    logs,
    config: join(folder, 'config'),
    data: join(folder, 'data'),
    temporary: join(folder, 'tmp'),
    output: join(logs, 'output.log'),
    log: join(logs, 'opensearch.log'),
    exceptions: join(logs, 'exceptions.log'),
  };
}

/**
 * The watermarks are bytes because the defaults are parts of the disk (95 %): a workstation's disk is often that
 * full with plenty left. They protect the index from a disk that is really full, and lift by themselves.
 */
const SETTINGS = `# Written at every start.
network.host: 127.0.0.1
transport.port: 0
discovery.type: single-node
cluster.routing.allocation.disk.watermark.low: 2gb
cluster.routing.allocation.disk.watermark.high: 1gb
cluster.routing.allocation.disk.watermark.flood_stage: 500mb
`;

const LOGGING = `# Written at every start.
status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = \${sys:opensearch.logs.base_path}/opensearch.log
appender.file.filePattern = \${sys:opensearch.logs.base_path}/opensearch-%i.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
`;

export async function prepareLayout(layout: Layout): Promise<void> {
  // A node that was killed leaves the libraries that it unpacked there.
  await rm(layout.temporary, { recursive: true, force: true });
  for (const old of [layout.exceptions, `${layout.exceptions}.0`]) await rm(old, { force: true });
  for (const folder of [layout.config, layout.data, layout.logs, layout.temporary]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  await writeFile(join(layout.config, 'opensearch.yml'), SETTINGS);
  await writeFile(join(layout.config, 'log4j2.properties'), LOGGING);
}
