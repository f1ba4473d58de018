import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { type Callback, printCallback } from '../../../../../shared/session/callback.ts';
import type { Arrived } from '../../../../contracts/mail.ts';

export interface OutboxFile {
  readonly name: string;
  readonly content: string;
}

/** The files of an outbox folder by name. */
export async function filesOf(folder: string): Promise<OutboxFile[]> {
  const names = (await readdir(folder)).toSorted();
  return await Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(folder, name), 'utf8') })),
  );
}

/** An e-mail as another library than the one that wrote it reads it. */
export const readEmail = async (raw: string): Promise<Email> => await PostalMime.parse(raw);

/** What lies in the outbox for an address. */
export async function inOutbox(folder: string, to: Callback): Promise<Arrived[]> {
  const arrived: (Arrived | undefined)[] = await Promise.all(
    (await filesOf(folder)).map(async ({ name, content }) => {
      if (!name.endsWith('.eml')) return readText(content, to);
      const email = await readEmail(content);
      if (email.to?.[0]?.address !== printCallback(to)) return undefined;
      return { id: email.messageId, subject: email.subject ?? '', text: email.text ?? '' };
    }),
  );
  return arrived.filter((one) => one !== undefined);
}

function readText(content: string, to: Callback): Arrived | undefined {
  const [head = '', ...rest] = content.split('\n\n');
  const heads = Object.fromEntries(head.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
  if (heads.To !== printCallback(to)) return undefined;
  return {
    id: heads.Message,
    ...(heads.Subject !== undefined && { subject: heads.Subject }),
    text: rest.join('\n\n'),
  };
}
