/** How far a push is. Bytes count as done once they are stored, whether sent now or found there. */
export interface PushProgress {
  readonly phase: 'scanning' | 'uploading' | 'committing';
  readonly files: number;
  readonly filesDone: number;
  readonly bytes: number;
  readonly bytesDone: number;
  /** Sent over the network by this push. */
  readonly bytesSent: number;
  /** Found in the store already. */
  readonly bytesSkipped: number;
}

/** Counts what happens to one file. */
export interface FileTally {
  sent(bytes: number): void;
  skipped(bytes: number): void;
  /** The file is gone through from the start. */
  restart(): void;
  done(): void;
}

export interface Tally {
  readonly progress: PushProgress;
  phase(phase: PushProgress['phase'], known?: { files: number; bytes: number }): void;
  file(): FileTally;
}

/** Adds up what happens to the files of a push and tells of every change. */
export function openTally(onProgress: (progress: PushProgress) => void = () => {}): Tally {
  let progress: PushProgress = {
    phase: 'scanning',
    files: 0,
    filesDone: 0,
    bytes: 0,
    bytesDone: 0,
    bytesSent: 0,
    bytesSkipped: 0,
  };
  const change = (changes: Partial<PushProgress>): void => {
    progress = { ...progress, ...changes };
    onProgress(progress);
  };

  return {
    get progress() {
      return progress;
    },
    phase: (phase, known = { files: progress.files, bytes: progress.bytes }) => change({ phase, ...known }),
    file: () => {
      let done = 0;
      let skipped = 0;
      return {
        sent: (bytes) => {
          done += bytes;
          change({ bytesDone: progress.bytesDone + bytes, bytesSent: progress.bytesSent + bytes });
        },
        skipped: (bytes) => {
          done += bytes;
          skipped += bytes;
          change({ bytesDone: progress.bytesDone + bytes, bytesSkipped: progress.bytesSkipped + bytes });
        },
        restart: () => {
          change({ bytesDone: progress.bytesDone - done, bytesSkipped: progress.bytesSkipped - skipped });
          done = 0;
          skipped = 0;
        },
        done: () => change({ filesDone: progress.filesDone + 1 }),
      };
    },
  };
}
