#!/usr/bin/env node
// Plain JavaScript, so that any Node can read it: one that cannot run TypeScript hands over to the Node that is
// installed with this package.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

if (process.features.typescript) await run();
else await handOver();

async function run() {
  const { main } = await import('./main.ts');
  const interrupt = new AbortController();
  // The first Ctrl-C ends in good order, a second one at once.
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => interrupt.abort());
  // Whoever reads our output may stop before its end: `sessions find … | head`.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await main({
    argv: process.argv.slice(2),
    env: process.env,
    platform: process.platform,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
  });
}

async function handOver() {
  const node = ownNode();
  if (!node) {
    process.stderr.write(`sessions needs Node 24 (this is ${process.version}). In its folder: npm ci\n`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both of us; what comes from elsewhere comes to us alone.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function ownNode() {
  try {
    const { resolve } = createRequire(import.meta.url);
    const name = process.platform === 'win32' ? 'node.exe' : 'node';
    return join(dirname(resolve('node/package.json')), 'bin', name);
  } catch {
    return undefined;
  }
}
