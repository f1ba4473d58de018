import { shorten } from './quarantine.ts';
import type { MetadataNote, MetadataNoteCode } from './types.ts';

const MAX_NOTES = 100;

export interface Notes {
  add(code: MetadataNoteCode, message: string, path?: string): void;
  list(): readonly MetadataNote[];
}

/** Collects notes about one file: each code and path once, at most 100, then their number only. */
export function openNotes(): Notes {
  const notes = new Map<string, MetadataNote>();
  let left = 0;
  return {
    add(code, message, longPath) {
      const path = longPath === undefined ? undefined : shorten(longPath);
      const id = JSON.stringify([code, path]);
      if (notes.has(id)) return;
      if (notes.size >= MAX_NOTES) left += 1;
      else notes.set(id, path === undefined ? { code, message } : { code, path, message });
    },
    list() {
      const all = [...notes.values()];
      if (left > 0)
        all.push({ code: 'metadata-too-many-notes', message: `There are ${left} more notes like these.` });
      return all;
    },
  };
}
