import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillSandbox } from '../../../services/sandbox/instance/fill.ts';
import { openConnections } from '../../../services/sandbox/instance/http.ts';
import type { InstanceLedger } from '../../../services/sandbox/instance/ledger.ts';
import { openReporter } from '../../../services/sandbox/instance/reporter.ts';
import { RECIPE, type Recipe, type RecipeFile } from '../../../services/sandbox/recipe.ts';
import { type Report, ReportSchema } from '../../../services/sandbox/report.ts';
import { check } from '../../../shared/schema/validate.ts';
import { crcOf, shaOf } from '../../make.ts';

export interface StoredFile {
  /** As the recipe means it. */
  readonly content: Uint8Array;
  readonly more?: Partial<RecipeFile>;
  /** The source gave none. */
  readonly withoutSha256?: true;
  /** What the store gives instead at its n-th request, counted from 1; undefined for the bytes that are meant. */
  readonly instead?: (request: number) => Uint8Array | number | 'cut off' | undefined;
}

export interface InstanceWorld {
  readonly storage: string;
  /** Runs the program to its end: until it is ready or has failed. Throws where it would be started again. */
  run(files: Readonly<Record<string, StoredFile>>): Promise<Report>;
  /** Requests for file bytes up to now, by path. */
  requests(path: string): number;
  /** Everything that stands on the storage, but for the program's own. */
  files(): Promise<Record<string, Buffer>>;
  readonly reports: readonly Report[];
  close(): Promise<void>;
}

/** The store and the ledger of one instance, in this process, with what stores and networks do to it. */
export async function openInstanceWorld(): Promise<InstanceWorld> {
  const storage = await mkdtemp(join(tmpdir(), 'sessions-instance-'));
  let stored: Readonly<Record<string, StoredFile>> = {};
  const asked = new Map<string, number>();
  const reports: Report[] = [];
  let generation = 0;

  const server = createServer((request, response) => serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', url);
    const path = decodeURIComponent(pathname.slice(1));
    const file = stored[path];
    const count = (asked.get(path) ?? 0) + 1;
    asked.set(path, count);
    const instead = file?.instead?.(count);
    if (!file || typeof instead === 'number') return void response.writeHead(Number(instead ?? 404)).end();
    const [, start = 0, end = file.content.byteLength - 1] = (
      /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    ).map(Number);
    const whole = instead === undefined || instead === 'cut off' ? file.content : instead;
    const bytes = whole.subarray(start, end + 1);
    response.writeHead(request.headers.range ? 206 : 200, { 'content-length': bytes.byteLength });
    if (instead !== 'cut off') response.end(bytes);
    else response.write(bytes.subarray(0, bytes.byteLength / 2), () => response.destroy());
  }

  const recipeOf = (): Recipe => ({
    format: 1,
    sandbox: 'sbx-0123456789abcdef',
    attempt: 1,
    requestedAt: '2026-01-01T00:00:00.000Z',
    sessions: [{ id: 's1', source: 'rig-1', revision: 1, manifestSha256: '', results: [] }],
    files: Object.keys(stored).length,
    bytes: 0,
    pages: 1,
  });
  const pageOf = (): object => ({
    expires: generation,
    files: Object.entries(stored).map(([path, { content, more, withoutSha256 }]) => ({
      path,
      size: content.byteLength,
      crc32: crcOf(content),
      ...(!withoutSha256 && { sha256: shaOf(content) }),
      url: `${url}/${encodeURIComponent(path)}?generation=${generation}`,
      ...more,
    })),
  });
  const ledger: InstanceLedger = {
    read: async (key, schema) => {
      const checked = check(schema, key === RECIPE ? recipeOf() : pageOf());
      if (!checked.ok) throw new Error(`${key}: ${JSON.stringify(checked.problems)}`);
      return checked.value;
    },
    writeReport: async (report) => {
      const checked = check(ReportSchema, report);
      if (!checked.ok) throw new Error(`This is no report: ${JSON.stringify(checked.problems)}`);
      reports.push(checked.value);
      if (checked.value.wants) generation += 1;
    },
  };

  return {
    storage,
    reports,
    requests: (path) => asked.get(path) ?? 0,
    run: async (files) => {
      stored = files;
      const connections = openConnections(4);
      const reporter = openReporter(ledger);
      try {
        await fillSandbox({ storage, place: '/mnt/sandbox', ledger, reporter, connections });
      } finally {
        reporter.stop();
        connections.close();
      }
      const last = reports.at(-1);
      if (!last) throw new Error('It reported nothing.');
      return last;
    },
    files: async () => {
      const names = await readdir(storage, { recursive: true, withFileTypes: true });
      const paths = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name));
      const read = await Promise.all(
        paths.map(async (path) => [path.slice(storage.length + 1), await readFile(path)] as const),
      );
      return Object.fromEntries(read.filter(([path]) => !path.startsWith('.state')));
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(storage, { recursive: true, force: true });
    },
  };
}
