/** `main.ts SETTINGS`: fills an instance by its recipe, then says that it is there until it is ended. */
import { fillSandbox } from './fill.ts';
import { openConnections } from './http.ts';
import { openHttpLedger } from './ledger.ts';
import { openReporter } from './reporter.ts';
import { readSettings } from './settings.ts';

const CONNECTIONS = 12;

const { storage, place, ledger: access, endsWithInput } = await readSettings(process.argv[2] ?? '');
if (endsWithInput) process.stdin.on('end', () => process.exit(1)).resume();
const connections = openConnections(CONNECTIONS);
const ledger = openHttpLedger(access, connections);
const reporter = openReporter(ledger);
await fillSandbox({ storage, place, ledger, reporter, connections });
// Whatever came of it, the heartbeat goes on: whoever ends the instance ends this program.
setInterval(() => undefined, 3_600_000);
