import Type, { type Static } from 'typebox';
import { SANDBOX_PHASES, type SandboxPhase } from '../../shared/session/sandbox.ts';
import { type Report, ReportSchema } from './report.ts';

export { SANDBOX_PHASES as PHASES };
export type Phase = SandboxPhase;

/** What the life asks of the world. */
export const ACTIONS = [
  'quote',
  'restore',
  'launch',
  'look',
  'end-instance',
  'tell-ready',
  'tell-expiring',
  'tell-ended',
  'tell-failed',
] as const;
export type ActionName = (typeof ACTIONS)[number];

const TOLD = ['ready', 'expiring', 'ended', 'failed'] as const;
export type Told = (typeof TOLD)[number];

/** What a sandbox costs and takes, worked out before anything is started. */
export const QuoteSchema = Type.Object({
  files: Type.Integer(),
  bytes: Type.Integer(),
  /** Files that have to be restored from the deep archive first. */
  archived: Type.Integer(),
  /** Pages of the list of files. */
  pages: Type.Integer(),
  instanceType: Type.String(),
  /** For the hours that were asked for. */
  dollars: Type.Number(),
  /** From now until it is ready. */
  minutes: Type.Number(),
});
export type Quote = Static<typeof QuoteSchema>;

/** All times are milliseconds since the epoch. */
export const LifeSchema = Type.Object({
  phase: Type.Enum([...SANDBOX_PHASES]),
  hours: Type.Number(),
  requestedAt: Type.Integer(),
  /** When each action was last asked for. */
  asked: Type.Partial(Type.Record(Type.Enum([...ACTIONS]), Type.Integer())),
  quote: Type.Optional(QuoteSchema),
  /** Files that are still being restored. */
  waiting: Type.Optional(Type.Integer()),
  /** The launch that is under way or was the last; 0 before the first. */
  attempt: Type.Integer({ minimum: 0 }),
  /** The instance of this attempt, once it is known. */
  instance: Type.Optional(Type.String()),
  heardAt: Type.Optional(Type.Integer()),
  progress: Type.Optional(ReportSchema.properties.progress),
  place: Type.Optional(Type.String()),
  readyAt: Type.Optional(Type.Integer()),
  expiresAt: Type.Optional(Type.Integer()),
  over: Type.Optional(
    Type.Object({ at: Type.Integer(), reason: Type.String(), detail: Type.Optional(Type.String()) }),
  ),
  /** Nothing of it runs, as far as anybody knows. */
  gone: Type.Boolean(),
  /** Announcements that were made. */
  told: Type.Array(Type.Enum([...TOLD])),
});
export type Life = Static<typeof LifeSchema>;

/** What happened, and when (`at`). Facts may come twice, late, and in any order. */
export type Fact = { readonly at: number } & (
  | { readonly type: 'requested' | 'end-asked' | 'ticked' }
  | { readonly type: 'quoted'; readonly quote: Quote }
  /** `waiting` files cannot be read yet. */
  | { readonly type: 'readable'; readonly waiting: number }
  /** An action found that it can never be done. */
  | { readonly type: 'refused'; readonly code: string; readonly detail: string }
  | { readonly type: 'launched'; readonly attempt: number; readonly instance: string }
  | { readonly type: 'no-capacity'; readonly attempt: number; readonly detail: string }
  /** The instance ended, and nobody here ended it. */
  | { readonly type: 'lost'; readonly attempt: number }
  | {
      readonly type: 'reported';
      readonly attempt: number;
      readonly instance: string;
      readonly report: Report;
    }
  /** Every instance was ended. */
  | { readonly type: 'gone' }
  | { readonly type: 'told'; readonly what: Told }
  /** An action failed and may work the next time. */
  | { readonly type: 'faltered'; readonly action: ActionName }
);
