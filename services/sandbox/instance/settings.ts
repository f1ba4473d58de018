import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { check } from '../../../shared/schema/validate.ts';

/** What the program is told when it is started, in a file that only it reads. */
export const SettingsSchema = Type.Object({
  instance: Type.String(),
  /** Its own folder of the ledger. */
  ledger: Type.Object({ url: Type.String(), token: Type.String() }),
  /** Folder of the instance storage. */
  storage: Type.String(),
  /** The storage as people get there. */
  place: Type.String(),
  /** Whether the program ends when its standard input does: then its platform is gone. */
  endsWithInput: Type.Optional(Type.Boolean()),
});
export type Settings = Static<typeof SettingsSchema>;

export async function readSettings(file: string): Promise<Settings> {
  const checked = check(SettingsSchema, JSON.parse(await readFile(file, 'utf8')));
  if (checked.ok) return checked.value;
  throw new Error(`${file}: ${checked.problems[0]?.field} ${checked.problems[0]?.reason}.`);
}
