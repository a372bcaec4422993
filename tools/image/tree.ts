/**
 * Lays out the file system tree of the platform's image, /app, from a built checkout:
 *
 *     node dist/tools/image/tree.js DIRECTORY
 *
 * The Dockerfile does so while it builds; where no image of a registry can be had, the tree is made outside and is
 * the build context of the target `runtime-prebuilt`. DIRECTORY is made anew.
 */
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { belongsInImage, packageLockSchema, productionFolders, programFolders } from './contents.js';

async function layOut(project: string, target: string): Promise<void> {
  const lock = packageLockSchema.parse(
    JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')),
  );
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const bundles = (await readdir(join(project, 'dist'))).filter((name) => name.endsWith('.js'));
  const folders = [
    ...['package.json', 'LICENSE', 'examples'],
    ...[...bundles, ...programFolders].map((name) => `dist/${name}`),
    ...productionFolders(lock),
  ];
  // An optional package of another platform stands in the lock but not on the disk.
  for (const folder of folders.filter((name) => existsSync(join(project, name)))) {
    await cp(join(project, folder), join(target, folder), {
      recursive: true,
      filter: (source) => {
        const path = relative(project, source);
        // A package's own node_modules are entries of the lock by themselves.
        if (path !== folder && path.endsWith('/node_modules')) return false;
        return belongsInImage(path, process.arch);
      },
    });
  }
}

const [target] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('Usage: node dist/tools/image/tree.js DIRECTORY\n');
  process.exitCode = 2;
} else {
  await layOut(process.cwd(), resolve(target));
}
