import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../report.ts';
import type { InstanceLedger } from './ledger.ts';

/** How often progress is told, in milliseconds. */
const PROGRESS_MS = 1_000;
/** How often the instance says that it is there although nothing is new. */
export const HEARTBEAT_MS = 30_000;

export type Phase = Report['phase'];

export interface Reporter {
  /** Told at the next opportunity. */
  advance(more: { files?: number; bytes?: number; withoutSha256?: number }): void;
  /** Told at once; resolves when it was heard, however long that takes. */
  enter(phase: Phase, about?: Pick<Report, 'place' | 'failure'>): Promise<void>;
  /** Asks for pages of the recipe with new addresses. */
  want(page: number): Promise<void>;
  got(page: number): void;
  stop(): void;
}

/** Tells the platform how things stand. The latest report says everything, so that a lost one does no harm. */
export function openReporter(ledger: InstanceLedger): Reporter {
  let report: Report = {
    format: 1,
    phase: 'copying',
    progress: { files: 0, bytes: 0, withoutSha256: 0 },
  };
  const wants = new Set<number>();
  const stopping = new AbortController();
  let told = '';
  let toldAt = 0;
  let telling: Promise<unknown> = Promise.resolve();

  // One after the other: an older report never overwrites a newer one.
  const tell = (): Promise<void> => {
    const sent = telling.then(async () => {
      const text = JSON.stringify({ ...report, ...(wants.size > 0 && { wants: [...wants] }) });
      await ledger.writeReport(JSON.parse(text));
      told = text;
      toldAt = performance.now();
    });
    telling = sent.catch(() => undefined);
    return sent;
  };

  const beat = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const isNew = told !== JSON.stringify(report);
      if (isNew || performance.now() - toldAt >= HEARTBEAT_MS) await tell().catch(() => undefined);
      await sleep(PROGRESS_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  };
  void beat();

  return {
    advance: ({ files = 0, bytes = 0, withoutSha256 = 0 }) => {
      const { progress } = report;
      report = {
        ...report,
        progress: {
          files: progress.files + files,
          bytes: progress.bytes + bytes,
          withoutSha256: progress.withoutSha256 + withoutSha256,
        },
      };
    },
    enter: async (phase, about = {}) => {
      report = { ...report, phase, ...about };
      while (!stopping.signal.aborted) {
        const heard = await tell().then(
          () => true,
          () => false,
        );
        if (heard) return;
        await sleep(PROGRESS_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    },
    want: async (page) => {
      wants.add(page);
      await tell();
    },
    got: (page) => void wants.delete(page),
    stop: () => stopping.abort(),
  };
}
