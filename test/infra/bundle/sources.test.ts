import { expect, test } from '@jest/globals';
import { plainKeys, pureSource } from '../../../infra/bundle/sources.ts';

test('calls that only make a value are marked, and nothing else is', () => {
  const source = [
    "import Type, { type Static } from 'typebox';",
    '/** `Type.Object(x)` in a comment. */',
    'export const A = Type.Object({ a: Type.Optional(Type.Integer()) });',
    'export function routeFor<Deps>() {}',
    'const route = routeFor<ApiDeps>();',
    'export const s = defineService({ on: [route({})] });',
    'world.route(a); fetchType.Object(b);',
  ].join('\n');
  expect(pureSource(source).split('\n')).toEqual([
    "import * as Type from 'typebox';",
    '/** `Type.Object(x)` in a comment. */',
    'export const A = /* @__PURE__ */ Type.Object({ a: /* @__PURE__ */ Type.Optional(/* @__PURE__ */ Type.Integer()) });',
    'export function routeFor<Deps>() {}',
    'const route = /* @__PURE__ */ routeFor<ApiDeps>();',
    'export const s = /* @__PURE__ */ defineService({ on: [/* @__PURE__ */ route({})] });',
    'world.route(a); fetchType.Object(b);',
  ]);
});

test('keys that are constants of the file are written out, and other computed keys stay', () => {
  const source = 'const _xN = "xmlName";\nvar L = [1, { [_xN]: _it, [_other]: 1 }, list[_xN]];';
  expect(plainKeys(source)).toBe(
    'const _xN = "xmlName";\nvar L = [1, { "xmlName": _it, [_other]: 1 }, list[_xN]];',
  );
});
