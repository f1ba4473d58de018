const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in decimal units with two or three significant digits: `532 B`, `8.4 MB`, `600 MB`. */
export function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** Milliseconds as `340 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function humanDuration(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(minutes, 60, 'h', 'min');
  return pair(Math.round(minutes / 60), 24, 'd', 'h');
}

/** A time to come, in whole seconds and never none: `1 s`, `3 min 20 s`. */
export const humanSeconds = (seconds: number): string =>
  seconds < 59 ? `${Math.max(1, Math.ceil(seconds))} s` : humanDuration(Math.ceil(seconds) * 1000);

function pair(value: number, size: number, large: string, small: string): string {
  const rest = value % size;
  return `${Math.floor(value / size)} ${large}${rest > 0 ? ` ${rest} ${small}` : ''}`;
}

/** `1,234`, whatever the language of the machine, as scripts and screenshots expect. */
export const humanCount = (count: number): string => count.toLocaleString('en-US');

export const plural = (count: number, noun: string): string =>
  `${humanCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** An instant (with a zone) in local time; a time without a zone as it is: `2026-03-01 16:12:21`. */
export function humanTime(iso: string): string {
  const [date = iso, rest = ''] = iso.split('T');
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(rest)) return rest ? `${date} ${rest.replace(/\.\d+$/, '')}` : date;
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

/** Text from elsewhere (names, metadata, messages) so that it can neither break a line nor steer the terminal. */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (char) => {
    if (char === '\n') return '⏎';
    if (char === '\t') return ' ';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
