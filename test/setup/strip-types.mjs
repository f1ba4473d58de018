import { stripTypeScriptTypes } from 'node:module';

/** Jest transform: removes types and keeps every position, so that coverage and stacks name the right lines. */
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
