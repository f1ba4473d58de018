/** Fields of a log line: plain values only, never file contents, keys or tokens. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** With the error's name, message, code and stack as fields. */
  error(message: string, error: unknown, fields?: LogFields): void;
  /** The same log with more fields on every line. */
  with(fields: LogFields): Log;
}

/** Structured log: one JSON object a line, handed to `write`. */
export function structuredLog(write: (line: string) => void, now: () => number, fixed: LogFields = {}): Log {
  const line = (level: string, message: string, fields: LogFields): void => {
    const own = { time: new Date(now()).toISOString(), level, message };
    // Named twice: first on the line, and not to be overwritten by a field of the same name.
    write(`${JSON.stringify({ ...own, ...fixed, ...fields, ...own })}\n`);
  };
  return {
    info: (message, fields = {}) => line('info', message, fields),
    warn: (message, fields = {}) => line('warn', message, fields),
    error: (message, error, fields = {}) => line('error', message, { ...errorFields(error), ...fields }),
    with: (fields) => structuredLog(write, now, { ...fixed, ...fields }),
  };
}

function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = 'code' in error ? String(error.code) : undefined;
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return { error: `${error.name}: ${error.message}`, code, cause, stack: error.stack };
}
