/** Texts that are secrets wherever they stand. */
const SHAPES: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'an access key', shape: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: 'a private key', shape: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'a Slack webhook', shape: /hooks\.slack\.com\/services\/T/ },
  { what: 'a token of GitHub', shape: /\bgh[pousr]_[A-Za-z0-9]{36}/ },
  { what: 'a signed token', shape: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./ },
  { what: 'a password in an address', shape: /:\/\/[^/\s:@]+:[^/\s:@]+@/ },
];

const SAYS_SECRET = /pass(word|wd)|secret|token|credential|api_?key|private_?key/i;

/** The name of a secret, or its ARN, tells where it is and not what it is. */
const POINTER = /^arn:aws:|^[\w.-]+(\/[\w.-]+)+$|^\{.*\}$/s;

/** What looks like a secret in a named value, or undefined. */
export function secretIn(name: string, value: string): string | undefined {
  const found = SHAPES.find(({ shape }) => shape.test(value));
  if (found) return `${name} holds ${found.what}`;
  return SAYS_SECRET.test(name) && value !== '' && !POINTER.test(value)
    ? `${name} looks like a secret`
    : undefined;
}
