import { z } from 'zod';

/** What package-lock.json (version 3) says of each installed folder; its form is documented with npm. */
export const packageLockSchema = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.looseObject({ dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
  ),
});

export type PackageLock = z.infer<typeof packageLockSchema>;

/** Folders of the built program that its processes and the `statewright` command load. */
export const programFolders = [
  'activities',
  'api',
  'catalog',
  'client',
  'controllers',
  'kubernetes',
  'node',
  'workers',
  'workflows',
] as const;

/** Folders below node_modules that are needed to run, not only to build, relative to the project. Sorted. */
export function productionFolders(lock: PackageLock): readonly string[] {
  return Object.entries(lock.packages)
    .filter(([folder, entry]) => folder !== '' && entry.dev !== true && entry.devOptional !== true)
    .map(([folder]) => folder)
    .filter((folder) => !/(^|\/)node_modules\/@types\//.test(folder))
    .sort();
}

const bridge = 'node_modules/@temporalio/core-bridge/';

/** Rust sources of the bridge; only its prebuilt library is loaded. */
const bridgeSources = ['bridge-macros', 'scripts', 'sdk-core', 'src', 'ts', 'Cargo.lock', 'Cargo.toml'];

const processors: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/**
 * Whether a file or folder is part of the image. The package of Temporal's native bridge ships a library for each
 * platform, 30 MB each (its common.js says which one is loaded); the image is Linux with glibc on one processor.
 * `path` is relative to the project, with "/"; `processor` as in process.arch.
 */
export function belongsInImage(path: string, processor: string): boolean {
  if (/\.(map|d\.[cm]?ts|tsbuildinfo)$/.test(path)) return false;
  if (!path.startsWith(bridge)) return true;
  const [first = '', platform] = path.slice(bridge.length).split('/');
  if (bridgeSources.includes(first)) return false;
  if (first !== 'releases' || platform === undefined) return true;
  return platform === `${processors[processor] ?? processor}-unknown-linux-gnu`;
}
