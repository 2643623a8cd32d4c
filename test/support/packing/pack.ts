/** Packs the built program for the three systems with scripts/package.mjs, into the folder that is named; writes packed.json there. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { makeElectronDist, type System } from './electron-dist.ts';
import type { MadeInstaller, Packed } from './packed.ts';

type Inspect = (given: unknown) => Promise<boolean>;
interface Packer {
  packApp(options: { system: System; archs: readonly string[]; dir: boolean; out: string; electronDist: string; packages?: string; inspect?: Inspect; environment: object }): Promise<{ trees: readonly string[] }>;
}

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('expected a folder');
const script: string = '../../../scripts/package.mjs';
const { packApp } = (await import(script)) as Packer;
const environment = { SMART_0DTE_UPDATES_URL: 'https://updates.example/stable' };

/** As npm would have it on the other system. */
function standInPackage(name: string, binary: string): void {
  const home = join(packages, '@node-rs', name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: `@node-rs/${name}`, version: '2.2.1', main: binary }));
  writeFileSync(join(home, binary), 'native');
}

async function pack(system: System, arch: string, more: { readonly packages?: string; readonly inspect?: Inspect }): Promise<string> {
  const electronDist = join(folder ?? '', `electron-${system}`);
  makeElectronDist(system, electronDist);
  const { trees } = await packApp({ system, archs: [arch], dir: more.inspect === undefined, out: join(folder ?? '', system), electronDist, environment, ...more });
  const [tree] = trees;
  if (tree === undefined) throw new Error(`no tree for ${system}`);
  return tree;
}

const made: MadeInstaller[] = [];
/** The makers of installers are tools to be fetched: each is stopped with what it was to be given. */
const inspect: Inspect = async (given) => {
  if (Array.isArray(given)) {
    const [args, desktop] = given as [string[], string];
    const file = args[args.indexOf('--package') + 1] ?? '';
    made.push({ kind: extname(file).slice(1), desktop: readFileSync(desktop, 'utf8'), args });
  } else made.push({ kind: 'AppImage', desktop: (given as { desktop: string }).desktop, args: [] });
  return true;
};

const packages = join(folder, 'packages');
standInPackage('argon2-win32-x64-msvc', 'argon2.win32-x64-msvc.node');
standInPackage('argon2-darwin-arm64', 'argon2.darwin-arm64.node');
const packed: Packed = {
  linux: { tree: await pack('linux', process.arch, { inspect }), made },
  win: { tree: await pack('win', 'x64', { packages }) },
  mac: { tree: await pack('mac', 'arm64', { packages }) },
};
writeFileSync(join(folder, 'packed.json'), JSON.stringify(packed));
