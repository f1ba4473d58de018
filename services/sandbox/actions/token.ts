import type { SandboxDocument } from '../document.ts';

/** Names a launch: the same attempt gives the same instance, however often it is asked for. */
export const launchToken = ({ id }: SandboxDocument, attempt: number): string => `${id}-${attempt}`;
