import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readLastException } from './exception-log.ts';
import { jarFolder } from './fetch-jars.ts';
import type { Java } from './find-java.ts';
import { freePort } from './free-port.ts';
import { javaArguments } from './java-arguments.ts';
import type { Launch } from './launch.ts';
import { layoutOf, prepareLayout } from './layout.ts';
import type { Environment } from './types.ts';

/** The runner takes no port above 9299. */
const PORTS = { first: 9201, last: 9299 };
/** They would change the node's settings behind our back. */
const OPTIONS_OF_OTHERS = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS'];

/**
 * A node in a Java process, from the jars in the cache. Beside them Java keeps an archive of loaded classes, 80 MB,
 * with which a node answers after 2.2 s instead of 3.6 s: made when the first node ends in peace, which takes it
 * 3 to 4 s longer, and made anew by Java itself when it no longer fits.
 */
export function javaLaunch(options: {
  home: string;
  cache: string;
  java: Java;
  heap: string;
  env: Environment;
}): Launch {
  const layout = layoutOf(options.home);
  const folder = jarFolder(options.cache);
  const archive = join(folder, `java-${options.java.version}.jsa`);
  const files = { layout, archive, jars: join(folder, 'lib') };
  const env = { ...options.env };
  for (const name of OPTIONS_OF_OTHERS) delete env[name];
  return {
    kind: 'java',
    folder: layout.folder,
    output: layout.output,
    logs: [layout.log],
    choosePort: () => freePort(PORTS),
    command: async (attempt) => {
      await prepareLayout(layout);
      // The archive may be what the attempt before failed on.
      if (attempt.careful) await rm(archive, { force: true });
      return { program: options.java.program, args: javaArguments(attempt, options.heap, files), env };
    },
    tookOtherPort: (printed, { port }) => {
      const taken = /^HTTP Port:\s+(\d+)/m.exec(printed)?.[1];
      return taken !== undefined && Number(taken) !== port;
    },
    explain: () => readLastException(layout.exceptions),
  };
}
