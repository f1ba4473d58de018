/**
 * Stands for a platform in tests that kill it: runs the program of its arguments supervised, prints its process id,
 * and goes on until it is killed.
 */
import { startSupervised } from '../../../../infra/local/opensearch/supervised.ts';

const [cwd = '', program = '', ...args] = process.argv.slice(2);
const place = { cwd, output: `${cwd}/output`, graceS: 1 };
const child = await startSupervised({ program, args, env: process.env }, place);
console.log(child.pid);
