import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import type { Graph } from './graph.ts';

/** What to capture: a stack of that name with that configuration. */
export interface CaptureRequest {
  readonly stack: string;
  /** That of Pulumi.<stack>.yaml where left out. */
  readonly config?: Config;
  /** Where left out: that of Pulumi.<stack>.yaml, or `us-east-1` beside a `config`. */
  readonly region?: string;
  /** Twelve digits; the emulator's `000000000000` where left out. */
  readonly account?: string;
  /** Where the services' bundles are, one folder each; the graph only names them. */
  readonly bundles?: string;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/**
 * Runs the whole Pulumi program against answers that need no account, and gives back what it asked for. Each capture
 * is a process of its own, since Pulumi's runtime keeps its state for the life of one.
 * @throws with what the program wrote, where it fails.
 */
export async function captureGraph(request: CaptureRequest): Promise<Graph> {
  const child = spawn(process.execPath, ['--no-warnings', MAIN], { stdio: 'pipe' });
  child.stdin.on('error', () => undefined); // It ended before it read: its exit code tells.
  child.stdin.end(JSON.stringify(request));
  const [output, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`The program of stack "${request.stack}" failed:\n${complaint.trim()}`);
  return JSON.parse(output) as Graph;
}
