import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../../..');
/** Of what is read here; the whole is held against CycloneDX's own schema. */
const sbomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  metadata: z.object({ component: z.object({ name: z.string(), version: z.string() }) }),
  components: z.array(z.object({ name: z.string(), version: z.string(), purl: z.string(), 'bom-ref': z.string(), cpe: z.string().optional() })),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});
const libraryOf = z.object({ Validation: z.object({ JsonStrictValidator: z.custom<new (version: string) => { validate(text: string): Promise<unknown> }>((value) => typeof value === 'function') }) });

let folder: string;

function put(path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}

function sbom(...flags: string[]): { status: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/sbom.mjs'), '--of', folder, ...flags], { encoding: 'utf8' });
  return { status, said: stderr };
}

function written(shell: string, name = shell): string {
  const file = join(folder, `${name}.json`);
  expect(sbom('--shell', shell, '--output', file)).toEqual({ status: 0, said: '' });
  return readFileSync(file, 'utf8');
}

/** A program that bundles `shown`, which needs `glue` (nothing of it is left in the bundle), which needs `deep`. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  const dependencies = { shown: '1.0.0' };
  const devDependencies = { tool: '1.0.0', electron: '45.0.0', node: '24.0.0' };
  const program = { name: 'program', version: '3.2.1', license: 'MIT', dependencies, devDependencies };
  const packages: Record<string, object> = {
    shown: { version: '1.0.0', license: 'MIT', dependencies: { glue: '1.0.0' } },
    glue: { version: '1.0.0', license: 'MIT', dependencies: { deep: '1.0.0' } },
    deep: { version: '1.0.0', license: 'ISC' },
    tool: { version: '1.0.0', license: 'MIT', dev: true },
    electron: { version: '45.0.0', license: 'MIT', dev: true },
    node: { version: '24.0.0', license: 'MIT', dev: true },
  };
  put('package.json', program);
  put('package-lock.json', { name: 'program', version: '3.2.1', lockfileVersion: 3, packages: { '': program, ...Object.fromEntries(Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry])) } });
  for (const [name, entry] of Object.entries(packages)) {
    put(`node_modules/${name}/package.json`, { name, ...entry });
    put(`node_modules/${name}/LICENSE`, `of ${name}`);
  }
  put('resources/licences/node-24.0.0.txt', 'of Node');
  put('out/bundled/main.json', { folders: ['node_modules/shown', 'node_modules/deep'], imports: [] });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('lists what ships with the runtime of its shell, as CycloneDX has it, and the same again', async () => {
  const text = written('desktop');
  const { metadata, components, dependencies } = sbomSchema.parse(JSON.parse(text));
  expect(metadata.component).toMatchObject({ name: 'program', version: '3.2.1' });
  expect(components.map(({ purl }) => purl).sort()).toEqual(['pkg:npm/deep@1.0.0', 'pkg:npm/electron@45.0.0', 'pkg:npm/shown@1.0.0']);
  expect(components.find(({ name }) => name === 'electron')?.cpe).toBe('cpe:2.3:a:electronjs:electron:45.0.0:*:*:*:*:*:*:*');
  // What is left out in between does not hide what is needed.
  const needs = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  expect(needs.get('program@3.2.1')).toEqual(['electron@45.0.0', 'program@3.2.1|shown@1.0.0']);
  expect(needs.get('program@3.2.1|shown@1.0.0')).toEqual(['program@3.2.1|deep@1.0.0']);
  expect([...needs.keys()].sort()).toEqual(['program@3.2.1', ...components.map((entry) => entry['bom-ref'])].sort());
  expect(text).not.toContain(folder);

  // The library that the tool brings, found as the tool finds it.
  const library = libraryOf.parse(createRequire(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-npm'))('@cyclonedx/cyclonedx-library'));
  expect(await new library.Validation.JsonStrictValidator('1.6').validate(text)).toBeNull();
  expect(written('desktop', 'again')).toBe(text);
});

it('says Node instead for the package of the browser shell', () => {
  const { components } = sbomSchema.parse(JSON.parse(written('browser')));
  expect(components.map(({ purl }) => purl)).toEqual(expect.arrayContaining(['pkg:generic/node@24.0.0']));
  expect(components.some(({ name }) => name === 'electron')).toBe(false);
});

it('asks for what it was not told', () => {
  expect(sbom('--output', join(folder, 'x.json'))).toEqual({ status: 2, said: '--shell is not given: expected one of desktop, browser\n' });
  expect(sbom('--shell', 'desktop')).toEqual({ status: 2, said: '--output is not given: expected the file to write\n' });
});
