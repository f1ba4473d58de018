import { Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { FileRefusal, type ProcessingErrorCode } from '../errors.ts';

/** A row longer than this is no row: most likely a quotation mark was never closed. */
const MOST_ROW_CHARACTERS = 1024 * 1024;

/** What the parser says, in the words of the platform. */
const CODES: Readonly<Record<string, ProcessingErrorCode>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'table-ragged',
  CSV_RECORD_INCONSISTENT_COLUMNS: 'table-ragged',
  CSV_QUOTE_NOT_CLOSED: 'table-quoting',
  CSV_INVALID_CLOSING_QUOTE: 'table-quoting',
  INVALID_OPENING_QUOTE: 'table-quoting',
  CSV_MAX_RECORD_SIZE: 'table-too-large',
};

/**
 * The rows of a CSV or TSV file (RFC 4180; TSV without quoting, as IANA has it), the header first; empty lines are
 * passed over. Throws FileRefusal with the line where a row has not as many cells as the header, where quotation
 * marks do not match, and where the file is not UTF-8.
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<readonly string[]> {
  const text = decode(chunks);
  const { value: first } = await text.next();
  if (first === undefined) return;
  const source = Readable.from(prepend(first, text), { highWaterMark: 1 });
  const parser = parse(optionsFor(path, first));
  // Destroyed with its error, so that whoever reads the rows sees it.
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of source.pipe(parser)) yield row as readonly string[];
  } catch (error) {
    throw error instanceof CsvError ? refusalOf(error) : error;
  } finally {
    source.destroy();
  }
}

function optionsFor(path: string, beginning: string): Options {
  const isTsv = /\.tsv$/i.test(path);
  return {
    delimiter: isTsv ? '\t' : delimiterOf(beginning),
    quote: isTsv ? null : '"',
    skip_empty_lines: true,
    max_record_size: MOST_ROW_CHARACTERS,
  };
}

/** Where the comma is for decimals, semicolons part the cells: the header shows which. */
function delimiterOf(beginning: string): string {
  const [header = ''] = beginning.split(/\r?\n/, 1);
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

async function* decode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) {
    const text = orRefuse(() => decoder.decode(chunk, { stream: true }));
    if (text !== '') yield text;
  }
  const rest = orRefuse(() => decoder.decode());
  if (rest !== '') yield rest;
}

function orRefuse(decode: () => string): string {
  try {
    return decode();
  } catch (cause) {
    throw new FileRefusal('table-unreadable', 'The file is not UTF-8.', { cause });
  }
}

async function* prepend(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function refusalOf(error: CsvError): FileRefusal {
  const line = 'lines' in error ? `line ${error.lines}: ` : '';
  return new FileRefusal(CODES[error.code] ?? 'table-unreadable', `${line}${error.message}`, {
    cause: error,
  });
}
