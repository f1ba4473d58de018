/** Reads the part of Mermaid's flowcharts that the pages use, and refuses the rest: nothing here renders them. */

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string | undefined;
}

export interface Flowchart {
  /** Ids of the nodes, each with the ids of the subgraphs that it stands in, the innermost last. */
  readonly nodes: ReadonlyMap<string, readonly string[]>;
  /** From and to nodes, or whole subgraphs. */
  readonly edges: readonly Edge[];
}

const ID = /[A-Za-z]\w*(?:-\w+)*/y;
/** Text in one of the shapes, quoted where it has more than words. */
const SHAPES = [
  [/\[\(/y, /\)\]/y],
  [/\(\[/y, /\]\)/y],
  [/\[\[/y, /\]\]/y],
  [/\{\{/y, /\}\}/y],
  [/\[/y, /\]/y],
] as const;
const TEXT = /"([^"]+)"|[\w -]+/y;
const PLAIN_LINK = / (?:-->|==>|-\.->) /y;
const LABELLED_LINKS = [/ -- (.+?) --> /y, / == (.+?) ==> /y, / -\. (.+?) \.-> /y];
/** A label that is not quoted: what Mermaid reads as words whatever surrounds it. */
const WORDS = /^[A-Za-z][\w ]*$/;

/** The flowcharts of a page, in its order. */
export const flowchartsOf = (page: string): readonly Flowchart[] =>
  [...page.matchAll(/^```mermaid\n(flowchart [\s\S]*?)^```$/gm)].map(([, text = '']) => readFlowchart(text));

/**
 * @throws an Error with the line that is no flowchart's. A node that is spoken of in two subgraphs is refused too:
 * where Mermaid puts it depends on the order of the lines.
 */
export function readFlowchart(text: string): Flowchart {
  const [head = '', ...lines] = text.split('\n').map((line) => line.trim());
  if (!/^flowchart (LR|TB)$/.test(head)) throw new Error(`No flowchart begins with "${head}".`);
  const nodes = new Map<string, readonly string[]>();
  const edges: Edge[] = [];
  const subgraphs = new Set<string>();
  let within: readonly string[] = [];
  for (const line of lines) {
    const opened = /^subgraph ([A-Za-z][\w-]*) \["[^"]+"\]$/.exec(line)?.[1];
    if (line === '' || line.startsWith('%%')) continue;
    if (opened !== undefined) {
      subgraphs.add(opened);
      within = [...within, opened];
    } else if (line === 'end') within = closed(within);
    else {
      const statement = new Statement(line);
      edges.push(...statement.edges);
      for (const id of statement.ids) if (!subgraphs.has(id)) place(nodes, id, within);
    }
  }
  if (within.length > 0) throw new Error(`The subgraph "${within.at(-1)}" has no end.`);
  const ambiguous = [...nodes.keys()].find((id) => subgraphs.has(id));
  if (ambiguous !== undefined) throw new Error(`"${ambiguous}" is a node and a subgraph.`);
  return { nodes, edges };
}

function closed(within: readonly string[]): readonly string[] {
  if (within.length === 0) throw new Error('There is an end without a subgraph.');
  return within.slice(0, -1);
}

/** Lines outside of all subgraphs say nothing of where a node stands. */
function place(nodes: Map<string, readonly string[]>, id: string, within: readonly string[]): void {
  const before = nodes.get(id) ?? [];
  if (before.length > 0 && within.length > 0 && before.join() !== within.join())
    throw new Error(`"${id}" stands in "${before.at(-1)}" and in "${within.at(-1)}".`);
  nodes.set(id, before.length > 0 ? before : within);
}

/** One line: groups of nodes, joined by links. */
class Statement {
  readonly ids: string[] = [];
  readonly edges: Edge[] = [];
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
    let from = this.#group();
    while (this.#at < line.length) {
      const label = this.#link();
      const to = this.#group();
      for (const one of from) for (const other of to) this.edges.push({ from: one, to: other, label });
      from = to;
    }
  }

  #group(): string[] {
    const ids = [this.#node()];
    while (this.#take(/ & /y)) ids.push(this.#node());
    return ids;
  }

  #node(): string {
    const id = this.#take(ID)?.[0];
    if (id === undefined || id === 'end') throw this.#stuck('a node');
    this.ids.push(id);
    for (const [open, close] of SHAPES) {
      if (!this.#take(open)) continue;
      if (!this.#take(TEXT)) throw this.#stuck('a text');
      if (!this.#take(close)) throw this.#stuck('the end of a text');
      break;
    }
    return id;
  }

  /** Its label, where it has one. */
  #link(): string | undefined {
    if (this.#take(PLAIN_LINK)) return undefined;
    for (const link of LABELLED_LINKS) {
      const label = this.#take(link)?.[1];
      if (label === undefined) continue;
      const quoted = /^"([^"]+)"$/.exec(label)?.[1];
      if (quoted === undefined && !WORDS.test(label)) throw this.#stuck('words or a quoted text before this');
      return quoted ?? label;
    }
    throw this.#stuck('a link');
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#line);
    if (!found) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }

  #stuck(wanted: string): Error {
    return new Error(`"${this.#line}": ${wanted} is missing at ${this.#at}.`);
  }
}
