// Notes its start and waits, as the instance program does that has nothing to do; ends with its platform.
import { appendFileSync, readFileSync } from 'node:fs';

const { storage } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
appendFileSync(`${storage}/starts`, `${process.pid}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
