import { createHash } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import type { Launch } from './launch.ts';
import { runProgram } from './run-program.ts';
import type { Environment, OpenSearchEvents } from './types.ts';

// Written after the documentation of Docker and of the image; it has not run against an engine yet.

const IMAGE = 'opensearchproject/opensearch:3.5.0';

/** Undefined when the engine answers, else what `docker` said instead. */
export async function dockerTrouble(
  docker: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  const args = ['version', '--format', '{{.Server.Version}}'];
  try {
    const { code, lines } = await runProgram(docker, args, {
      env,
      signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
    });
    return code === 0 ? undefined : (lines.findLast((line) => line.trim() !== '') ?? `status ${code}`);
  } catch {
    signal.throwIfAborted();
    return 'no answer within 15 s';
  }
}

/** Fetches the image (about 1 GB) unless the engine has it. Fails with the last line of Docker. */
export async function fetchImage(options: {
  docker: string;
  env: Environment;
  onProgress: OpenSearchEvents['progress'];
  signal: AbortSignal;
}): Promise<void> {
  const { docker, env, signal, onProgress } = options;
  const { code } = await runProgram(docker, ['image', 'inspect', IMAGE], { env, signal });
  if (code === 0) return;
  onProgress({ phase: 'jars', message: `Fetching the image ${IMAGE}, this once` });
  const onLine = (line: string): void => onProgress({ phase: 'jars', message: `${IMAGE}: ${line}` });
  const pulled = await runProgram(docker, ['pull', IMAGE], { env, onLine, signal });
  if (pulled.code !== 0) throw new Error(pulled.lines.at(-1) ?? `docker pull: status ${pulled.code}`);
}

/**
 * A node in a container. `docker run` stays in the foreground and hands signals on, so that it stands for the
 * container just as the Java process stands for its node. The data has a folder of its own: the image brings
 * plug-ins whose settings a plain node refuses.
 */
export function dockerLaunch(options: {
  home: string;
  docker: string;
  heap: string;
  env: Environment;
}): Launch {
  const { docker, env, heap } = options;
  const folder = join(options.home, 'opensearch');
  const data = join(folder, 'docker-data');
  const logs = join(folder, 'logs');
  const name = `sessions-opensearch-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
  return {
    kind: 'docker',
    folder,
    output: join(logs, 'output.log'),
    logs: [],
    choosePort: () => freePort(),
    command: async ({ port, cluster }) => {
      await mkdir(logs, { recursive: true, mode: 0o700 });
      await mkdir(data, { recursive: true });
      // The image works as user 1000, whoever we are; the home above keeps others out.
      await chmod(data, 0o777);
      // What a killed `docker run` of this home left running.
      await runProgram(docker, ['rm', '--force', name], { env, signal: AbortSignal.timeout(30_000) });
      const settings = {
        'cluster.name': cluster,
        'discovery.type': 'single-node',
        DISABLE_SECURITY_PLUGIN: 'true',
        DISABLE_INSTALL_DEMO_CONFIG: 'true',
        OPENSEARCH_JAVA_OPTS: `-Xms${heap} -Xmx${heap}`,
        'cluster.routing.allocation.disk.watermark.low': '2gb',
        'cluster.routing.allocation.disk.watermark.high': '1gb',
        'cluster.routing.allocation.disk.watermark.flood_stage': '500mb',
      };
      const args = ['run', '--rm', '--name', name, '--publish', `127.0.0.1:${port}:9200`];
      args.push('--volume', `${data}:/usr/share/opensearch/data`);
      for (const [key, value] of Object.entries(settings)) args.push('--env', `${key}=${value}`);
      return { program: docker, args: [...args, IMAGE], env };
    },
    tookOtherPort: () => false,
    explain: async () => undefined,
  };
}
