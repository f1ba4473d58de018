/** Whom a sandbox tells of itself: how, and where. */
export type Callback =
  | { readonly kind: 'email'; readonly address: string }
  /** E.164, such as `+4930123456`. */
  | { readonly kind: 'phone'; readonly number: string }
  | { readonly kind: 'slack-channel'; readonly channel: string }
  /** A webhook that the platform's settings know under this name. */
  | { readonly kind: 'slack-webhook'; readonly name: string };

export type CallbackResult =
  | { readonly ok: true; readonly callback: Callback }
  | { readonly ok: false; readonly code: 'callback-invalid'; readonly message: string };

/** RFC 5321, 4.5.3.1. */
const MAX_LOCAL_PART = 64;
const MAX_EMAIL = 254;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** An atom of RFC 5322; quoted local parts exist on paper. */
const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
const SLACK_NAME = /^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u;

/**
 * Reads a callback address: `name@example.org`, a phone number in international form (`+49 30 123456`), a Slack
 * channel (`#name` or `slack:#name`), or a Slack webhook by the name that it has in the settings (`slack:name`).
 */
export function parseCallback(text: string): CallbackResult {
  const given = text.trim();
  if (given === '') return refuse(text, 'it is empty');
  if (/\p{Cc}/u.test(given)) return refuse(text, 'it holds a control character');
  if (given.startsWith('slack:')) return parseSlack(text, given.slice('slack:'.length));
  if (given.startsWith('#')) return parseSlack(text, given);
  if (given.includes('@')) return parseEmail(text, given);
  if (/^[+(]?\d/.test(given)) return parsePhone(text, given);
  return refuse(
    text,
    'it is neither name@example.org, nor +49 30 123456, nor a Slack #channel, nor slack:webhook',
  );
}

/** The one form in which an address is kept and compared. */
export function printCallback(callback: Callback): string {
  switch (callback.kind) {
    case 'email':
      return callback.address;
    case 'phone':
      return callback.number;
    case 'slack-channel':
      return `#${callback.channel}`;
    case 'slack-webhook':
      return `slack:${callback.name}`;
  }
}

function parseSlack(text: string, name: string): CallbackResult {
  const channel = name.startsWith('#');
  const bare = channel ? name.slice(1) : name;
  if (!SLACK_NAME.test(bare))
    return refuse(text, 'a name in Slack has 1 to 80 lower-case letters, digits, hyphens and underscores');
  return {
    ok: true,
    callback: channel ? { kind: 'slack-channel', channel: bare } : { kind: 'slack-webhook', name: bare },
  };
}

function parseEmail(text: string, given: string): CallbackResult {
  const at = given.lastIndexOf('@');
  const [local, domain] = [given.slice(0, at), given.slice(at + 1).toLowerCase()];
  const labels = domain.split('.');
  if (given.length > MAX_EMAIL) return refuse(text, `an e-mail address has at most ${MAX_EMAIL} characters`);
  if (local === '' || local.length > MAX_LOCAL_PART)
    return refuse(text, `before the @ stand 1 to ${MAX_LOCAL_PART} characters`);
  if (!local.split('.').every((atom) => ATOM.test(atom)))
    return refuse(text, `"${local}" cannot stand before the @`);
  if (labels.length < 2) return refuse(text, `"${domain}" is no complete domain, such as example.org`);
  if (!labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1) ?? ''))
    return refuse(text, `"${domain}" is no domain`);
  return { ok: true, callback: { kind: 'email', address: `${local}@${domain}` } };
}

function parsePhone(text: string, given: string): CallbackResult {
  const digits = given.replaceAll(/[ ().\-/]/g, '');
  if (!digits.startsWith('+'))
    return refuse(text, 'a phone number begins with + and the country: +49 30 123456');
  if (!/^\+[1-9]\d{6,14}$/.test(digits))
    return refuse(text, 'a phone number has 7 to 15 digits after the +, the first no zero (E.164)');
  return { ok: true, callback: { kind: 'phone', number: digits } };
}

/** Short, and harmless on a terminal. */
function refuse(text: string, why: string): CallbackResult {
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  const shown = short.toWellFormed().replaceAll(/\p{Cc}/gu, '\ufffd');
  return { ok: false, code: 'callback-invalid', message: `"${shown}" is no address for messages: ${why}.` };
}
