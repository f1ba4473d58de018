/**
 * `npm run lock`: makes package-lock.json whole after `npm install`. Packages for other systems (`os`, `cpu`) that
 * the registry in use does not offer are left out by npm, and `npm ci` then refuses the whole lock file, everywhere.
 * They are entered by name, version and system; download addresses are taken out.
 */
import { readFile, writeFile } from 'node:fs/promises';

export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'x64',
  'arm',
  'ia32',
  'loong64',
  'ppc64',
  'riscv64',
  's390x',
  'mips64el',
  'wasm32',
];

/** Optional packages that some entry names and that have none themselves: path in the lock file and the entry. */
export function missingEntries({ packages }: LockFile): [path: string, entry: LockEntry][] {
  return Object.values(packages).flatMap(({ optionalDependencies = {}, dev }) =>
    Object.entries(optionalDependencies)
      .map(
        ([name, version]) =>
          [`node_modules/${name}`, { version, ...(dev && { dev }), ...systemOf(name) }] as const,
      )
      .filter(([path, { version }]) => !packages[path] && /^\d/.test(version))
      .map(([path, entry]): [string, LockEntry] => [path, { ...entry, optional: true }]),
  );
}

/** For which system a package is, from its name: `…-linux-arm64-musl`. */
function systemOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) };
}

if (import.meta.main) {
  const file = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(await readFile(file, 'utf8')) as LockFile;
  const added = missingEntries(lock);
  const all = Object.entries({ ...lock.packages, ...Object.fromEntries(added) });
  const packages = Object.fromEntries(
    all
      .map(([path, { resolved: _, ...entry }]) => [path, entry] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  await writeFile(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  console.log(`${added.length} packages of other systems entered.`);
}
