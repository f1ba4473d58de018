import type { Static, TSchema } from 'typebox';
import { check } from '../../../shared/schema/validate.ts';
import { type Connections, HttpStatus } from './http.ts';
import type { Settings } from './settings.ts';

/** The instance's own folder of the ledger: it reads its recipe there, and writes its report. */
export interface InstanceLedger {
  /** Undefined where there is none (yet). */
  read<S extends TSchema>(key: string, schema: S): Promise<Static<S> | undefined>;
  writeReport(report: unknown): Promise<void>;
}

/** Over HTTP, by a token for exactly this folder. */
export function openHttpLedger({ url, token }: Settings['ledger'], connections: Connections): InstanceLedger {
  const headers = { authorization: `Bearer ${token}` };
  return {
    read: async (key, schema) => {
      const bytes = await connections.ask(url + key, { headers }).catch(unlessMissing);
      if (!bytes) return undefined;
      const checked = check(schema, JSON.parse(Buffer.from(bytes).toString('utf8')));
      if (checked.ok) return checked.value;
      throw new Error(`${key}: ${checked.problems[0]?.field} ${checked.problems[0]?.reason}.`);
    },
    writeReport: async (report) => {
      const body = Buffer.from(JSON.stringify(report));
      await connections.ask(`${url}report.json`, { method: 'PUT', headers, body, length: 0 });
    },
  };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof HttpStatus && error.status === 404) return undefined;
  throw error;
}
