import { appendFile, lstat, readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { check } from '../../../shared/schema/validate.ts';

export const EntrySchema = Type.Object({
  path: Type.String(),
  size: Type.Integer(),
  /** Of the file on disk: who writes to it later changes it. */
  modified: Type.Number(),
  /** What was compared. */
  checked: Type.Enum(['sha256', 'crc32']),
  /** The start of the machine after which it was written: what a crash of the machine lost is not believed. */
  boot: Type.String(),
});
export type JournalEntry = Static<typeof EntrySchema>;

export interface Journal {
  /** What was noted of the file, if it still stands there as it was; `sameBoot` says whether it can be believed as it is. */
  find(path: string, file: string): Promise<(JournalEntry & { readonly sameBoot: boolean }) | undefined>;
  note(path: string, file: string, checked: JournalEntry['checked']): Promise<void>;
}

/** Which files were verified, so that a program that was killed does not copy them again. */
export async function openJournal(file: string): Promise<Journal> {
  const boot = await readBoot();
  const entries = new Map<string, JournalEntry>();
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const entry = parse(line);
    if (entry) entries.set(entry.path, entry);
  }
  return {
    find: async (path, place) => {
      const entry = entries.get(path);
      const found = entry && (await lstat(place).catch(() => undefined));
      if (!entry || !found?.isFile() || found.size !== entry.size || found.mtimeMs !== entry.modified)
        return undefined;
      return { ...entry, sameBoot: entry.boot === boot && boot !== '' };
    },
    note: async (path, place, checked) => {
      const { size, mtimeMs: modified } = await lstat(place);
      const entry: JournalEntry = { path, size, modified, checked, boot };
      entries.set(path, entry);
      // In one write: a line that was cut off by a kill is no entry, and its file is copied again.
      await appendFile(file, `\n${JSON.stringify(entry)}`);
    },
  };
}

function parse(line: string): JournalEntry | undefined {
  try {
    const checked = check(EntrySchema, JSON.parse(line));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

/** Empty where the system does not tell: then everything is hashed again. */
const readBoot = (): Promise<string> =>
  readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (id) => id.trim(),
    () => '',
  );
