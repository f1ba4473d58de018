/** How one example session is made. */
export interface Recipe {
  /** The folder's name; a valid session id by itself. */
  readonly id: string;
  /** One sentence: what a person finds in it, or what is wrong with it. */
  readonly about: string;
  /** Every file by its path in the folder (forward slashes). The same bytes at every call. */
  readonly files: () => Readonly<Record<string, Uint8Array>>;
}

/** The lines of a template literal as UTF-8, without the indentation that they have in the source. */
export function text(template: string): Uint8Array {
  const lines = template.split('\n').slice(1, -1);
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return encode(lines.map((line) => `${line.slice(indent)}\n`).join(''));
}

/** A value as a program would write it: two spaces of indentation, a line end at the end. */
export const json = (value: object): Uint8Array => encode(`${JSON.stringify(value, null, 2)}\n`);

/** Rows separated by tabs, as BIDS has them. */
export const tsv = (rows: readonly (readonly (string | number)[])[]): Uint8Array =>
  encode(rows.map((row) => `${row.join('\t')}\n`).join(''));

export const encode = (value: string): Uint8Array => new TextEncoder().encode(value);
