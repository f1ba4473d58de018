import { setTimeout as pause } from 'node:timers/promises';

type Missing<T> = T | undefined | false;

/** Waits until `look` gives something, looking again and again; throws what was waited for after ten seconds. */
export async function until<T>(look: () => Missing<T> | Promise<Missing<T>>, what: string): Promise<T> {
  const end = performance.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`It did not come about within 10 s: ${what}`);
    await pause(2);
  }
}
