/**
 * Rewriting that changes nothing of what a module does, and lets the bundler leave out what nobody uses. Lines stay
 * where they are, so that source maps are right.
 */

/** Calls that only make a value: of TypeBox, and those that services are defined by. */
const PURE_CALL = /(?<!function |[\w.$])(Type\.[A-Z]\w*|defineService|routeFor(?:<\w+>)?|route)\(/g;
const COMMENT = /^\s*(\*|\/\/|\/\*)/;

/**
 * A module of ours, with pure calls marked as such: of four services in one file only one is in a bundle, and of the
 * schemas only those that something checks. TypeBox is imported as a namespace, of which parts can be left out; as a
 * default export it is one object with everything.
 */
export function pureSource(source: string): string {
  return source
    .replace(/^import Type(?:, \{[^}]*\})? from 'typebox';$/m, "import * as Type from 'typebox';")
    .split('\n')
    .map((line) => (COMMENT.test(line) ? line : line.replaceAll(PURE_CALL, '/* @__PURE__ */ $1(')))
    .join('\n');
}

/**
 * The SDK's table of what its requests look like, with `{ "xmlName": … }` for `{ [_xN]: … }` where `_xN` is a constant
 * of the same file. The bundler must take a computed key for something that may call a function, and keeps every list
 * of the API, and all that lists name: 500 KB of EC2.
 */
export function plainKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return source.replaceAll(/\[(_\w+)\]:/g, (whole, name: string) => {
    const text = constants.get(name);
    return text === undefined ? whole : `${text}:`;
  });
}
