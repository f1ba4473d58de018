/** "Less than 100 characters long" (SNS API reference, Publish): UTF-8 text without line breaks and controls. */
const MAX_SUBJECT = 99;

export interface Subject {
  readonly text: string;
  /** Something is missing at its end: the whole one has to stand elsewhere. */
  readonly isShortened: boolean;
}

/** A subject as SNS takes it: one line, an ellipsis at the end of one that is too long. */
export function snsSubject(subject: string): Subject {
  const line = oneLine(subject);
  // SNS takes no empty one, and puts a heading of its own where it is left out.
  if (line === '') return { text: 'Sessions', isShortened: false };
  if (line.length <= MAX_SUBJECT) return { text: line, isShortened: false };
  let text = '';
  // By code points: half a character is none.
  for (const character of line) {
    if (text.length + character.length > MAX_SUBJECT - 1) break;
    text += character;
  }
  return { text: `${text.trimEnd()}…`, isShortened: true };
}

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
