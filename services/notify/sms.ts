/** The GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1), without line ends and escape. */
const BASIC = new Set(
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension: two septets each. */
const EXTENDED = new Set('^{}\\[~]|€');

/** Septets that one SMS holds; in a longer text each has 153. */
export const SMS_SEPTETS = 160;

/** Lower-case quotation marks and dashes that people write, in the alphabet of telephones. */
const REPLACED: Readonly<Record<string, string>> = {
  '`': "'",
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
};

/** The text in the GSM alphabet: one letter outside of it would halve what an SMS holds. */
export function toGsm(text: string): string {
  return [...text.normalize('NFC')].map(letterOf).join('');
}

function letterOf(letter: string): string {
  if (isGsm(letter)) return letter;
  const replaced = REPLACED[letter];
  if (replaced !== undefined) return replaced;
  const [bare = ''] = letter.normalize('NFD');
  return isGsm(bare) ? bare : '?';
}

const isGsm = (letter: string): boolean => BASIC.has(letter) || EXTENDED.has(letter);

/** Length of a text in the GSM alphabet. */
export const septetsOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (EXTENDED.has(letter) ? 2 : 1), 0);

/**
 * One SMS of the first of the variants (the richest first) that fits into it together with the id; the last one
 * where none does, in as many as it takes: an id is never cut.
 */
export function smsText(variants: readonly string[], id: string): string {
  const texts = variants.map((variant) => `${toGsm(variant)} (${id})`);
  return texts.find((text) => septetsOf(text) <= SMS_SEPTETS) ?? texts.at(-1) ?? `(${id})`;
}
