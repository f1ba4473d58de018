/**
 * Runs the tests. `--quick` leaves out what starts servers or processes, or reads large files; other arguments go to
 * Jest.
 * The last line says how many passed and failed, from Jest's own result.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Of these the tests speak over sockets, start processes, or go through all real files. */
const STARTS_SERVERS = [
  '/test/aws/',
  '/test/flows/',
  '/test/shared/clients/aws/',
  '/test/shared/clients/local/(objects|compute|mail)/',
  '/test/shared/clients/local/bus/(crash|model)',
  '/test/services/(uploader|api-client|preprocess|sandbox)/',
  '/test/services/cli/deployment/',
  '/test/infra/local/(opensearch|platform|http-server)',
  // Each capture of the program's graph, and each bundle, is a process.
  '/test/infra/aws/(alarms|boundary|cost-page|delivery-|egress|gateway|graph|network|policy|search|rights/launch)[^/]*\\.test',
  '/test/infra/bundle',
  '/test/docs/architecture',
  '/test/simulation/',
].join('|');

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = `${root}.cache`;
const resultFile = `${cache}/jest-result.json`;
const quick = process.argv.includes('--quick');
const passedOn = process.argv.slice(2).filter((argument) => argument !== '--quick');

await mkdir(cache, { recursive: true });
await rm(resultFile, { force: true });
const exitCode = await runJest([
  '--json',
  `--outputFile=${resultFile}`,
  ...(quick ? [`--testPathIgnorePatterns=${STARTS_SERVERS}`] : []),
  ...passedOn,
]);
process.exitCode = (await report()) ? exitCode : 1;

function runJest(args: readonly string[]): Promise<number> {
  const jest = fileURLToPath(import.meta.resolve('jest/bin/jest'));
  const child = spawn(process.execPath, ['--experimental-vm-modules', '--no-warnings', jest, ...args], {
    cwd: root,
    // The JSON goes to the file; Jest would print it as well.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SESSIONS_TEST_QUICK: quick ? '1' : '' },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

/** Whether there was a result at all. Prints what was skipped, then the closing line. */
async function report(): Promise<boolean> {
  const text = await readFile(resultFile, 'utf8').catch(() => undefined);
  if (text === undefined) {
    console.log('0 passed, 1 failed');
    return false;
  }
  const result = JSON.parse(text) as JestResult;
  const tests = result.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter(({ status }) => status === 'pending' || status === 'todo');
  for (const { fullName } of skipped) console.log(`skipped: ${fullName}`);
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const counts = [`${result.numPassedTests} passed`, `${failed} failed`];
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  console.log(counts.join(', '));
  return true;
}
