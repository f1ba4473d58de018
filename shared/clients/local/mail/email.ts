import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailMessage } from '../../../ports/mail.ts';

/** Sender and recipient, as the envelope of SMTP has them. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
}

/**
 * The message as RFC 5322 has it, in ASCII. Sent or composed again it is the same byte for byte, with the same
 * Message-ID, by which mail programs know a repetition.
 */
export async function composeEmail(message: MailMessage, { from, to }: Envelope): Promise<Buffer> {
  const { id, subject, text, written } = message;
  const body = text
    .split(/\r\n?|\n/)
    .map(wrap)
    .join('\n');
  const composed = new MailComposer({
    // As objects, so that nothing in them is parsed once more.
    from: { name: 'Sessions', address: from },
    to: { name: '', address: to },
    subject: subject.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
    text: body,
    messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    date: new Date(written),
    // RFC 3834: nobody's holiday notice answers it.
    headers: { 'Auto-Submitted': 'auto-generated' },
    // Readable as it lies in the outbox: short lines of ASCII as they are, the rest not in base64.
    textEncoding: 'quoted-printable',
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composed.compile().build();
}

/** Columns that mail programs and people are used to. */
const WIDTH = 76;

/** Breaks a long line between words; an indented one, such as a path or a command, stays whole to be copied. */
function wrap(line: string): string {
  if (line.length <= WIDTH || line.startsWith(' ')) return line;
  const lines = [''];
  for (const word of line.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
