import { mkdirSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

/** What one part of the program is made of besides its own sources. */
export interface BundledPackages {
  /** Folders of the packages that have code, styles or fonts in the bundle: "node_modules/zod". */
  readonly folders: readonly string[];
  /** Packages that the bundle opens when it runs: "better-sqlite3". */
  readonly imports: readonly string[];
}

/** Writes down what really got into a bundle, for the licences of what ships: into `target`, from the folder `root`. */
export function bundledPackages(root: string, target: string): Plugin {
  return {
    name: 'bundled-packages',
    apply: 'build',
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      const imports = new Set<string>();
      const add = (file: string): void => {
        const folder = packageFolder(root, file);
        if (folder !== null) folders.add(folder);
      };
      const made = new Set(Object.keys(bundle));
      for (const part of Object.values(bundle)) {
        if (part.type === 'chunk') {
          for (const id of part.moduleIds) add(id);
          for (const name of [...part.imports, ...part.dynamicImports]) if (!made.has(name) && !isOfTheRuntime(name)) imports.add(packageName(name));
        } else for (const file of part.originalFileNames) add(join(root, 'src-renderer', file));
      }
      // Styles are in no chunk's modules.
      for (const id of this.getModuleIds()) if (/\.css(?:$|\?)/.test(id)) add(id);
      const found: BundledPackages = { folders: [...folders].sort(), imports: [...imports].sort() };
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, `${JSON.stringify(found, null, 2)}\n`);
    },
  };
}

/** Of the innermost package that a file lies in, without the marks that bundlers put around a path; null outside of packages. */
function packageFolder(root: string, id: string): string | null {
  const path = relative(root, id.replace(/^\0+/, '').replace(/^[^/\\]*:(?=\/)/, '').replace(/\?.*$/, '')).split(sep).join('/');
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? null;
}

function packageName(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function isOfTheRuntime(name: string): boolean {
  return name.startsWith('node:') || name === 'electron' || builtinModules.includes(name);
}
