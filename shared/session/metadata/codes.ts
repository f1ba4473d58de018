import type { MetadataNoteCode, QuarantineCode } from './types.ts';

/** What was noted about a metadata file as a whole, in a sentence for docs/errors.md. */
export const NOTE_CODES: Readonly<Record<MetadataNoteCode, string>> = {
  'metadata-empty': 'The file is empty.',
  'metadata-too-large': 'The file is larger than what is read of metadata (5 MiB); nothing of it is indexed.',
  'metadata-not-unicode': 'Some bytes are no UTF-8; they are shown as replacement characters.',
  'metadata-unreadable': 'The file cannot be read in the format that its name tells; it is stored as it is.',
  'metadata-other-format': 'The file is in another format than its name tells, and was read in that one.',
  'metadata-lenient-json':
    'The file is no strict JSON (comments, trailing commas, Infinity …), and was read leniently.',
  'metadata-not-a-map': 'The file holds a list or a single value; it is found under the key `content`.',
  'metadata-duplicate-key': 'A key stands there twice; in JSON and YAML the last one counts.',
  'metadata-line-without-key': 'A line has no key; it is found under the key `content`.',
  'metadata-too-deep': 'What is nested deeper than 64 levels is left out.',
  'metadata-too-many-leaves': 'Of more than 100,000 values the rest is left out.',
  'metadata-too-many-notes': 'There were more notes than are kept.',
};

/** Why a field is quarantined, in a sentence for docs/errors.md. */
export const QUARANTINE_CODES: Readonly<Record<QuarantineCode | 'document-rejected', string>> = {
  'impossible-date': 'It looks like a date, and no calendar has it; it is found as text.',
  'date-out-of-range': 'The year is not 1 to 9999; it is found as text.',
  'not-finite': 'It is NaN or infinite; it is found as text.',
  'not-a-date': 'The core needs a date here, and this is none.',
  'not-a-duration': 'The core needs a duration here, and this is none.',
  'several-values': 'The core takes one value here, and there are several.',
  'text-too-long': 'The text is too long to be matched as a whole; its words are found.',
  'key-too-long': 'The key is longer than 512 bytes; its value is left out.',
  'too-many-values': 'A key has more than 1,000 different values; the rest is left out.',
  'too-many-attributes': 'There are more than 9,500 keys; the rest is left out.',
  'document-rejected': 'The search engine refused the metadata as a whole; the session is found by its core.',
  'too-many-quarantined': 'There were more fields in trouble than are kept.',
};
