import type { Results } from '../../../shared/api/results.ts';
import type { Console } from './console.ts';
import { humanBytes, humanCount, humanTime, plural, printable } from './human.ts';
import type { Style } from './style.ts';
import { pairs, table } from './table.ts';

type Result = Results['results'][number];

/** The results of one session for a person. */
export function describeResults(
  { session, pipeline, results }: Results,
  { style, width }: Pick<Console, 'style' | 'width'>,
): string[] {
  const head = style.strong(session);
  if (pipeline === undefined) return [head, `  ${style.odd('Not processed yet.')}`];
  if (results.length === 0) return [head, '  Processed: it has no file that the pipeline knows.'];
  return [head, ...results.flatMap((result) => describe(result, style, width))];
}

function describe(result: Result, style: Style, width: number | undefined): string[] {
  const { processor, version, digest, at } = result;
  return [
    '',
    `${style.strong(processor)} ${version} ${style.faint(`${digest}, ${humanTime(at)}`)}`,
    ...indent([
      ...tables(result, style, width && width - 2),
      ...quality(result, style),
      ...refused(result, style),
    ]),
  ];
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));

function tables({ tables: made, provenance }: Result, style: Style, width: number | undefined): string[] {
  const columns = [
    { title: 'TABLE' },
    { title: 'ROWS', align: 'right' },
    { title: 'SIZE', align: 'right' },
    { title: 'ADDRESS' },
  ] as const;
  const rows = made.flatMap(({ name, parts }) =>
    parts.map(({ address, rows, bytes }, index) => [
      index === 0 ? printable(name) : '',
      humanCount(rows),
      humanBytes(bytes),
      printable(address),
    ]),
  );
  const listed = rows.length > 0 ? table(columns, rows, { width, title: style.faint }) : [];
  return [...listed, ...pairs([['provenance', printable(provenance)]], style.faint)];
}

function quality({ quality: counts, rejected }: Result, style: Style): string[] {
  if (!counts) return [];
  const { reject, grade, warn, pass } = counts;
  const verdict = `${plural(reject, 'check')} rejected, ${grade} graded down, ${warn} warned, ${pass} passed`;
  const rows = rejected.map(({ file, lead, check, detail }) =>
    [check, file, lead, detail].map((text) => printable(text)),
  );
  const columns = [{ title: 'REJECTED BY' }, { title: 'FILE' }, { title: 'LEAD' }, { title: 'VALUE' }];
  return [
    '',
    reject > 0 ? style.odd(verdict) : verdict,
    ...(rows.length > 0 ? table(columns, rows, { title: style.faint }) : []),
  ];
}

function refused({ refused: files, skipped }: Result, style: Style): string[] {
  if (files.length + skipped.length === 0) return [];
  return [
    '',
    ...files.map(({ path, code, detail }) =>
      style.odd(`refused ${printable(path)}: ${printable(detail)} (${code})`),
    ),
    ...skipped.map(({ path, reason }) => `left out ${printable(path)}: ${printable(reason)}`),
  ];
}
