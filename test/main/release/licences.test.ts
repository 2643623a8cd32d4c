import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Licences, licencesSchema } from '../../../src-core/contract/licences.ts';
import { builtProgram } from '../../support/built-program.ts';

const root = join(import.meta.dirname, '../../..');
const namesSchema = z.record(z.string(), z.string());
const packageSchema = z.object({ dependencies: namesSchema, devDependencies: namesSchema });

function readLicences(program: string): Licences {
  return licencesSchema.parse(JSON.parse(readFileSync(join(program, 'renderer/licences.json'), 'utf8')));
}

describe('of the built program', () => {
  const out = builtProgram();
  const { packages } = readLicences(out);
  const names = new Set(packages.map(({ name }) => name));
  const { dependencies, devDependencies } = packageSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

  it('name every dependency that a source takes in, and what that needs', () => {
    const taken = new Set<string>();
    const read = new Set<string>();
    const follow = (file: string): void => {
      if (read.has(file)) return;
      read.add(file);
      for (const [, from, plain] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^'"]*?from '([^']+)'|(?:^@?import |import\()'([^']+)'/gm)) {
        const named = from ?? plain ?? '';
        if (named.startsWith('.')) follow(join(dirname(file), named));
        else taken.add(named.split('/').slice(0, named.startsWith('@') ? 2 : 1).join('/'));
      }
    };
    const entries = readdirSync(join(root, 'src-main'), { recursive: true, encoding: 'utf8' }).filter((path) => /^[\w-]+\.ts$|-worker\.ts$/.test(path));
    for (const entry of [...entries.map((path) => join('src-main', path)), 'src-preload/index.ts', 'src-renderer/main.tsx']) follow(join(root, entry));
    const shipped = Object.keys(dependencies).filter((name) => taken.has(name));
    expect(shipped).toEqual(expect.arrayContaining(['react', 'zod', 'pg', 'better-sqlite3', '@node-rs/argon2', '@fontsource/inter']));
    expect(shipped.filter((name) => !names.has(name))).toEqual([]);
    expect([...names]).toEqual(expect.arrayContaining(['pg-protocol', 'scheduler', 'fontkit', 'electron', 'node']));
  });

  it('name what the bundles open when they run', () => {
    const files = readdirSync(join(out, 'main'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
    const opened = files.flatMap((file) => [...readFileSync(join(out, 'main', file), 'utf8').matchAll(/^import .*?["']((?!node:|\.)[^"']+)["'];?$/gm)].flatMap(([, name]) => name ?? []));
    expect(opened).toContain('better-sqlite3');
    expect(opened.filter((name) => !names.has(name) && name !== 'electron' && !builtinModules.includes(name))).toEqual([]);
  });

  it('name nothing that only builds and tests it', () => {
    expect(Object.keys(devDependencies).filter((name) => names.has(name))).toEqual(['electron', 'node']);
    for (const name of ['vite', 'rolldown', 'supports-color', '@types/react']) expect(names).not.toContain(name);
  });

  it('come whole, in the window and beside it', () => {
    const notices = readFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const { name, version, licence, text } of packages) {
      expect(text.length, name).toBeGreaterThan(400);
      expect(notices).toContain(`${name} ${version}\n${licence}\n`);
      expect(notices).toContain(text);
    }
    expect(packages.find(({ name }) => name === '@fontsource/inter')?.text).toContain('SIL OPEN FONT LICENSE');
    expect(packages.find(({ name }) => name === 'electron')?.text).toContain('LICENSES.chromium.html');
  });
});

describe('of a program whose packages change', () => {
  let folder: string;
  const packages: Record<string, object> = {};
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  /** An installed package that is in the bundle, or opened by it. */
  const ship = (name: string, described: object, text: string | null, locked: object = {}): void => {
    packages[`node_modules/${name}`] = { version: '1.0.0', ...locked };
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, ...described }));
    if (text !== null) put(`node_modules/${name}/LICENSE`, text);
  };
  const gather = (bundled: { folders: string[]; imports: string[] }): { status: number | null; said: string } => {
    put('package-lock.json', JSON.stringify({ packages }));
    put('out/bundled/main.json', JSON.stringify({ folders: bundled.folders.map((name) => `node_modules/${name}`), imports: bundled.imports }));
    mkdirSync(join(folder, 'out/renderer'), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/licences.mjs'), folder], { encoding: 'utf8' });
    return { status, said: stderr };
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'licences-'));
    for (const name of Object.keys(packages)) delete packages[name];
    ship('electron', {}, 'of Electron', { dev: true });
    packages['node_modules/node'] = { version: '24.0.0', dev: true };
    put('resources/licences/node-24.0.0.txt', 'of Node');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are refused by name where they are absent, not agreed to, or of a development package', () => {
    ship('silent', {}, null);
    ship('viral', { license: '(GPL-3.0-only AND MIT)' }, 'the terms');
    ship('builder', { license: 'MIT' }, 'the terms', { dev: true });
    ship('either', { license: '(GPL-3.0-only OR MIT)' }, 'the terms');
    const { status, said } = gather({ folders: ['silent', 'viral', 'builder', 'either'], imports: [] });
    expect(status).toBe(1);
    expect(said.trim().split('\n')).toEqual([
      expect.stringContaining('builder is in the bundle, but is a development package'),
      expect.stringContaining('silent 1.0.0 ships, but names no licence'),
      expect.stringMatching(/^viral 1\.0\.0 ships under "\(GPL-3\.0-only AND MIT\)", which is none of 0BSD, .*MIT/),
    ]);
  });

  it('ask for the licence of a new Node', () => {
    packages['node_modules/node'] = { version: '25.0.0', dev: true };
    expect(gather({ folders: [], imports: [] }).said).toMatch(/node 25\.0\.0 ships .* expected .*node-25\.0\.0\.txt/);
  });

  it('follow what is opened, to the binaries for both processors of this system alone', () => {
    const binary = { optional: true, os: [process.platform] };
    ship('native', { license: 'MIT' }, 'of the native one', { dependencies: { below: '1' }, optionalDependencies: { 'native-x64': '1', 'native-arm64': '1', 'native-other': '1' } });
    ship('below', { license: 'ISC' }, 'of what is below');
    ship('native-x64', { license: 'MIT' }, null, { ...binary, cpu: ['x64'] });
    packages['node_modules/native-arm64'] = { version: '1.0.0', ...binary, cpu: ['arm64'] };
    packages['node_modules/native-other'] = { version: '1.0.0', optional: true, os: ['aix'], cpu: ['x64'] };
    expect(gather({ folders: [], imports: ['native'] })).toEqual({ status: 0, said: '' });
    const found = readLicences(join(folder, 'out')).packages;
    expect(found.map(({ name }) => name)).toEqual(['below', 'electron', 'native', 'native-arm64', 'native-x64', 'node']);
    expect(found.filter(({ name }) => name.startsWith('native')).map(({ text }) => text)).toEqual(Array(3).fill('of the native one'));
  });
});
