/**
 * `sbom.mjs --shell desktop|browser --output FILE [--of FOLDER]`: what ships, as a CycloneDX document: what npm knows
 * of each package that licences.mjs finds, and the runtime that comes with it. The same input gives the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { shippedPackages } from './licences.mjs';
import { fail, pinnedNode, root } from './toolchain.mjs';

const SHELLS = ['desktop', 'browser'];
/** What runs the program in each shell, and in neither other: how the databases of known weaknesses name it. */
const RUNTIMES = {
  desktop: { name: 'electron', type: 'framework', purl: 'pkg:npm/electron', vendor: 'electronjs:electron' },
  browser: { name: 'node', type: 'platform', purl: 'pkg:generic/node', vendor: 'nodejs:node.js' },
};

/** Writes the document for one shell's installers. Throws with what npm, or licences.mjs, said. */
export function writeSbom(shell, target, at = root) {
  const shipped = shippedPackages(at);
  const document = asNpmKnows(at);
  const main = document.metadata.component['bom-ref'];
  const named = ({ group, name, version }) => `${group === undefined ? '' : `${group}/`}${name} ${version}`;
  const runtimes = new Set(Object.values(RUNTIMES).map(({ name }) => name));
  const isShipped = new Set(shipped.filter(({ name }) => !runtimes.has(name)).map(({ name, version }) => `${name} ${version}`));
  const components = document.components.filter((component) => isShipped.has(named(component)));
  const known = new Set(components.map(named));
  const added = shipped.filter((entry) => isShipped.has(`${entry.name} ${entry.version}`) && !known.has(`${entry.name} ${entry.version}`)).map((entry) => component(entry, { purl: `pkg:npm/${entry.name.replace('@', '%40')}` }));
  const runtime = RUNTIMES[shell];
  added.push(component(shipped.find(({ name }) => name === runtime.name), runtime));
  document.components = [...components, ...added].sort((one, other) => (one['bom-ref'] < other['bom-ref'] ? -1 : 1));
  document.dependencies = dependencies(document, main, added.map((entry) => entry['bom-ref']));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${JSON.stringify(document, null, 2)}\n`);
}

function asNpmKnows(at) {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  try {
    const file = join(folder, 'npm.json');
    const tool = join(root, 'node_modules', '@cyclonedx', 'cyclonedx-npm', 'bin', 'cyclonedx-npm-cli.js');
    const flags = ['--omit', 'dev', '--flatten-components', '--output-reproducible', '--no-validate', '--spec-version', '1.6', '--output-file', file];
    const { status, stdout, stderr } = spawnSync(pinnedNode, [tool, ...flags, '--', join(at, 'package.json')], { cwd: at, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm cannot say what is installed in ${at}: ${stdout}${stderr}`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of what npm does not list: a runtime, or another processor's binary. */
function component({ name, version, licence }, { type = 'library', purl, vendor }) {
  const [group, plain] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return {
    type,
    ...(group === undefined ? {} : { group }),
    name: plain,
    version,
    'bom-ref': `${name}@${version}`,
    licenses: [{ expression: licence }],
    purl: `${purl}@${version}`,
    ...(vendor === undefined ? {} : { cpe: `cpe:2.3:a:${vendor}:${version}:*:*:*:*:*:*:*` }),
  };
}

/** Between what ships: what does not is passed over to what it needs. What npm does not list belongs to the program. */
function dependencies({ components, dependencies: known }, main, added) {
  const needs = new Map(known.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const kept = new Set(components.map((entry) => entry['bom-ref']));
  const below = (ref, seen) => (needs.get(ref) ?? []).flatMap((next) => (kept.has(next) ? [next] : seen.has(next) ? [] : below(next, seen.add(next))));
  return [main, ...kept].sort().map((ref) => {
    const dependsOn = [...new Set([...below(ref, new Set([ref])), ...(ref === main ? added : [])])].sort();
    return { ref, ...(dependsOn.length === 0 ? {} : { dependsOn }) };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { shell: { type: 'string' }, output: { type: 'string' }, of: { type: 'string' } } });
  if (!SHELLS.includes(values.shell)) fail(`--shell is ${values.shell ?? 'not given'}: expected one of ${SHELLS.join(', ')}`, 2);
  if (values.output === undefined) fail('--output is not given: expected the file to write', 2);
  try {
    writeSbom(values.shell, resolve(values.output), values.of === undefined ? root : resolve(values.of));
  } catch (error) {
    fail(error.message);
  }
}
