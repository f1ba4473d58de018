/**
 * What services ask for machines, in the platform's words. Every client (processes on this machine, EC2, simulation)
 * passes test/contracts/compute.ts.
 *
 * A launch is named by its token, before and after: whoever lost the answer to a call repeats it, asks, or ends it by
 * the same token.
 */
export interface Instance {
  /** Names the instance's own folder in the ledger: `instances/<id>/`. */
  readonly id: string;
  /** `ended` is final: whatever was on its storage is gone. */
  readonly state: 'running' | 'ended';
}

/** What a machine is needed for. */
export interface InstanceNeed {
  /** Bytes that its storage has to take. */
  readonly bytes: number;
}

export interface InstanceOffer {
  /** The kind of machine, such as `i4i.large`, or `workstation`. */
  readonly type: string;
  readonly dollarsPerHour: number;
  /** Bytes a second that it takes in, SHA-256 included. */
  readonly bytesPerSecond: number;
  /** Seconds from asking for it until it begins to copy. */
  readonly startSeconds: number;
}

export interface ComputeRights {
  quote: {
    /** The machine that would be launched. Throws ComputeError TooLarge. */
    offer(need: InstanceNeed): Promise<InstanceOffer>;
  };
  launch: {
    /**
     * Launches an instance that runs the instance program (services/sandbox/instance). Repeating a token gives the
     * same instance, also when it has ended. Tokens have 1 to 64 letters, digits and hyphens.
     * Throws ComputeError: TooLarge; NoCapacity, after which another token may have more luck.
     */
    launch(request: { readonly token: string } & InstanceNeed): Promise<Instance>;
  };
  describe: {
    /** Undefined where nothing was ever launched under this token. */
    find(token: string): Promise<Instance | undefined>;
  };
  end: {
    /**
     * Ends the instance of the token for good, with everything on its storage; resolves when nothing can bring it
     * back. One that has ended, or never was, is no error. A launch that comes later under this token gives the ended
     * instance; that an end forestalls a launch which has not happened yet is promised by clients with a store of
     * their own only, so whoever ends a token while its launch is under way ends it again after the launch.
     */
    end(token: string): Promise<void>;
  };
}

export type ComputeRight = keyof ComputeRights;

export type Compute = ComputeRights['quote'] &
  ComputeRights['launch'] &
  ComputeRights['describe'] &
  ComputeRights['end'];

export type ComputeErrorCode = 'TooLarge' | 'NoCapacity' | 'InvalidToken';

export class ComputeError extends Error {
  override readonly name = 'ComputeError';
  readonly code: ComputeErrorCode;
  constructor(code: ComputeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const isComputeError = (error: unknown, code: ComputeErrorCode): boolean =>
  error instanceof ComputeError && error.code === code;
