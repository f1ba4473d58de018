import type { DepsOf, Uses } from '../../shared/service/define.ts';

export const uses = { secrets: ['token-signing'] } as const satisfies Uses;

export type Deps = DepsOf<typeof uses>;
