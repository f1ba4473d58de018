import { describe, expect, test } from '@jest/globals';
import { flowchartsOf, readFlowchart } from './flowchart.ts';

const chart = (...lines: readonly string[]) => readFlowchart(['flowchart LR', ...lines].join('\n'));

describe('a flowchart', () => {
  test('joins each node of a group with each of the next', () => {
    expect(chart('a & b -- Sent --> c --> d').edges).toEqual([
      { from: 'a', to: 'c', label: 'Sent' },
      { from: 'b', to: 'c', label: 'Sent' },
      { from: 'c', to: 'd', label: undefined },
    ]);
  });

  test('has nodes by their ids, whatever their shape and text', () => {
    const { nodes } = chart('a[(store)] -.-> b-c(["to, people"]) == "by, hand" ==> d{{topic}} --> e[["x"]]');
    expect([...nodes.keys()]).toEqual(['a', 'b-c', 'd', 'e']);
  });

  test('knows which nodes stand in a subgraph, also where a line before it speaks of them', () => {
    const { nodes } = chart('a --> b', 'subgraph inner ["Inside"]', 'b', 'end', 'b --> c');
    expect(Object.fromEntries(nodes)).toEqual({ a: [], b: ['inner'], c: [] });
  });

  test('takes an arrow to a subgraph for no node', () => {
    const { nodes, edges } = chart('subgraph inner ["Inside"]', 'b', 'end', 'a --> inner');
    expect([...nodes.keys()]).toEqual(['b', 'a']);
    expect(edges).toEqual([{ from: 'a', to: 'inner', label: undefined }]);
  });

  test.each([
    ['an arrow without an end', 'a -->'],
    ['an arrow that is none', 'a -> b'],
    ['a label that should be quoted', 'a -- who calls? --> b'],
    ['a text that should be quoted', 'a[(x) y]'],
    ['a shape that is not closed', 'a[(x]'],
    ['the word that closes subgraphs as a node', 'a --> end'],
    ['a title without quotes', 'subgraph inner [Inside]'],
  ])('is refused for %s', (_, line) => {
    expect(() => chart(line)).toThrow(/missing at/);
  });

  test('is refused where a subgraph is not closed, or closed twice', () => {
    expect(() => chart('subgraph inner ["Inside"]', 'a')).toThrow('"inner" has no end');
    expect(() => chart('a', 'end')).toThrow('end without a subgraph');
  });

  test('is refused where a node stands in two subgraphs', () => {
    expect(() => chart('subgraph x ["X"]', 'a', 'end', 'subgraph y ["Y"]', 'a', 'end')).toThrow(
      '"a" stands in "x" and in "y"',
    );
  });
});

test('a page gives its flowcharts and no other diagrams', () => {
  const page = '```mermaid\nflowchart TB\n  a --> b\n```\n\n```mermaid\nstateDiagram-v2\n  a --> b\n```\n';
  expect(flowchartsOf(page).map(({ edges }) => edges.length)).toEqual([1]);
});
