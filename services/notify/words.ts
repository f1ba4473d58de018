import type { EventData } from '../../shared/events/catalog.ts';
import { ERRORS, type ErrorCode } from '../../shared/service/errors.ts';

/** What is told, before it is known by which way: all of it in plain text, without the message's id. */
export interface Words {
  /** One line. */
  readonly subject: string;
  /** For e-mail and Slack. */
  readonly text: string;
  /** For SMS, the richest first: what fits is sent. */
  readonly short: readonly string[];
}

/** Sessions that a message lists by name. */
const LISTED = 20;

export function readyWords(data: EventData<'SandboxEnvironmentReady'>): Words {
  const { sandboxId, sessionIds, place, expiresAt } = data;
  const holds = sessionIds ? counted(sessionIds.length, 'session') : 'more than 100 sessions';
  const listed = (sessionIds ?? []).slice(0, LISTED);
  const more = (sessionIds?.length ?? 0) - listed.length;
  const what = `Sandbox ${sandboxId} is ready`;
  return {
    subject: what,
    text: paragraphs(
      `${what}. It holds ${holds}, and the SHA-256 of every file was compared in it.`,
      listed.length > 0 && indented([...listed, ...(more > 0 ? [`and ${more} more`] : [])]),
      place !== undefined && `It is here:\n${indented([clean(place)])}`,
      `${place === undefined ? 'Where it is, and how' : 'How'} to get in:\n${indented([show(sandboxId)])}`,
      expiresAt !== undefined &&
        `It ends on ${timeOf(expiresAt)}, and its storage with it: copy what you want to keep before then.`,
    ),
    short: [
      ...(place === undefined ? [] : [`${what} with ${holds}: ${clean(place)}`]),
      `${what} with ${holds}: ${show(sandboxId)}`,
    ],
  };
}

export function failedWords({ sandboxId, code, detail }: EventData<'SandboxFailed'>): Words {
  const what = `Sandbox ${sandboxId} could not be made ready`;
  return {
    subject: what,
    text: paragraphs(
      `${what}. Nothing of it is left running.`,
      reason(code, detail),
      `All that is known of it:\n${indented([show(sandboxId)])}`,
    ),
    short: withDetail(what, detail, code),
  };
}

export function expiringWords({ sandboxId, expiresAt }: EventData<'SandboxExpiring'>): Words {
  const what = `Sandbox ${sandboxId} ends on ${timeOf(expiresAt)}`;
  return {
    subject: what,
    text: paragraphs(
      `${what}, and its storage with it. The sessions stay in the archive.`,
      'Copy what you made in it and want to keep before then.',
      `Where it is, and how to get in:\n${indented([show(sandboxId)])}`,
    ),
    short: [`${what}. Copy what you want to keep: ${show(sandboxId)}`, `${what}. Copy what you want to keep`],
  };
}

export function endedWords({ sandboxId, reason: why }: EventData<'SandboxEnded'>): Words {
  const what = `Sandbox ${sandboxId} has ended`;
  return {
    subject: what,
    text: paragraphs(
      `${what}, and its storage is gone. The sessions stay in the archive.`,
      `Reason: ${clean(endReason(why))}`,
      `What it held, to make the same again:\n${indented([show(sandboxId)])}`,
    ),
    short: withDetail(what, endReason(why)),
  };
}

/** The reasons that are codes; any other stands for itself. */
const END_REASONS: ReadonlyMap<string, string> = new Map([
  ['asked', 'somebody asked to end it'],
  ['expired', 'its time was over'],
  ['instance-lost', 'its instance ended by itself'],
  ['instance-failed', 'its instance could not go on'],
]);

const endReason = (why: string): string => END_REASONS.get(why) ?? why;

export function processingFailedWords(data: EventData<'SessionProcessingFailed'>): Words {
  const { sessionId, processor, file, code, detail } = data;
  const part = file === undefined ? 'something' : clean(file, 200);
  return {
    subject: `Session ${sessionId}: ${clean(part, 80)} could not be processed`,
    text: paragraphs(
      `The processor ${clean(processor, 80)} could not process ${part} of session ${sessionId}.`,
      reason(code, detail),
      'The session is stored and can be found all the same, and its other files are processed. Further files ' +
        'with the same cause are not told one by one for an hour. All of them:\n' +
        indented([`npx sessions failures --session ${sessionId}`]),
    ),
    short: [
      ...withDetail(`Session ${sessionId}: ${clean(part, 40)} not processed`, detail, code),
      `Session ${sessionId}: a file was not processed`,
    ],
  };
}

const show = (sandboxId: string): string => `npx sessions sandbox show ${sandboxId}`;

function reason(code: string, detail: string): string {
  const todo = isKnown(code) ? `\nWhat to do: ${ERRORS[code].todo}` : '';
  return `Reason: ${clean(detail)} (${clean(code, 64)})${todo}`;
}

const isKnown = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);

/** With the detail, with its beginning, with the code alone, with none of it. */
function withDetail(what: string, detail: string, code?: string): string[] {
  const details = [clean(detail), clean(detail, 50), ...(code === undefined ? [] : [clean(code, 64)])];
  return [...details.map((each) => `${what}: ${each}`), what];
}

/** One line of text of others, without what could disturb the lines around it or turn them round. */
function clean(text: string, longest = 500): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  const letters = [...line];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : line;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `2026-03-02 at 18:00 UTC`, or what it says where it is no time. */
function timeOf(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return clean(text, 40);
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 10)} at ${iso.slice(11, 16)} UTC`;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

const paragraphs = (...parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false).join('\n\n');
