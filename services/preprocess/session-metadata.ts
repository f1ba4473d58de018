import { describeMetadata } from '../../shared/session/metadata/describe.ts';
import type { MetadataDocument } from '../../shared/session/metadata/document.ts';
import { keySuffixes } from '../../shared/session/metadata/key.ts';
import type { AttributeValue } from '../../shared/session/metadata/types.ts';

/** The metadata of a session, for processors that look for a key whatever its spelling and its section. */
export interface SessionMetadata {
  /**
   * The values of the first of the keys that is there, in any spelling (`normalizeKey`) and below any section. Of
   * several places the one below a section called like `section` counts first, then the one that is least deep.
   */
  find(keys: readonly string[], section?: string): readonly AttributeValue[];
}

interface Place {
  readonly segments: readonly string[];
  readonly values: readonly AttributeValue[];
}

export function sessionMetadata(document: MetadataDocument): SessionMetadata {
  const places = new Map<string, Place[]>();
  for (const { key, values } of describeMetadata(document).attributes) {
    if (values.length === 0) continue;
    const suffixes = keySuffixes(key);
    const place = { segments: (suffixes[0] ?? '').split('.'), values };
    for (const suffix of new Set(suffixes)) {
      const known = places.get(suffix);
      if (known) known.push(place);
      else places.set(suffix, [place]);
    }
  }
  return {
    find(keys, section) {
      for (const key of keys) {
        const found = places.get(key);
        if (!found) continue;
        const inSection = found.filter(({ segments }) => section !== undefined && segments.includes(section));
        const [best] = (inSection.length > 0 ? inSection : found).toSorted(
          (a, b) => a.segments.length - b.segments.length,
        );
        return best?.values ?? [];
      }
      return [];
    },
  };
}
