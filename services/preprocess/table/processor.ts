import type { Processor } from '../processor.ts';
import { processCsv } from './csv.ts';
import { MOST_JSON_BYTES, processJson } from './json.ts';

/** Tables that are text: CSV, TSV, and JSON lists of flat objects, each as a table that is called like its file. */
export const table: Processor = {
  name: 'table',
  version: '1',
  config: { mostJsonBytes: MOST_JSON_BYTES },
  applies: ({ path }) => /\.(?:csv|tsv|json)$/i.test(path),
  process: (input, output) => (/\.json$/i.test(input.path) ? processJson : processCsv)(input, output),
};
