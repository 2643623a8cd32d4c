import { spawnSync } from 'node:child_process';

/** Debian's package of each library that our binaries are linked to; none of them is ever renamed but with its number. */
const PACKAGES = new Map([
  [/^(?:libc|libm|libdl|libpthread|librt|ld-linux[\w-]*)\.so\.\d$/, 'libc6'],
  [/^libstdc\+\+\.so\.6$/, 'libstdc++6'],
  [/^libgcc_s\.so\.1$/, 'libgcc-s1'],
]);

/** The version of GCC that first had this minor version of GLIBCXX_3.4, from 21 on (libstdc++'s ABI history). */
const GCC_OF_GLIBCXX = ['5', '6', '7', '7.2', '8', '9', '9.2', '9.3', '11', '12', '13', '13.2', '14', '15'];
const FIRST_GLIBCXX = 21;

/** What Debian calls the libraries that these binaries need, each with the oldest version that has what they ask for. */
export function debianDependencies(binaries) {
  const oldest = new Map();
  for (const binary of binaries) {
    const dynamic = readelf('-d', binary);
    for (const [, library] of dynamic.matchAll(/\(NEEDED\).*\[([^\]]+)\]/g)) {
      const [, name] = [...PACKAGES].find(([libraries]) => libraries.test(library)) ?? [];
      if (name === undefined) throw new Error(`${binary} needs ${library}: which package has it is not known; expected one of scripts/browser-deb/shared-libraries.mjs`);
      if (!oldest.has(name)) oldest.set(name, null);
    }
    const versions = readelf('-V', binary);
    raise(oldest, 'libc6', newest(versions, /\bName: GLIBC_(\d+(?:\.\d+)+)/g));
    raise(oldest, 'libstdc++6', gccOf(newest(versions, /\bName: GLIBCXX_3\.4\.(\d+)/g)));
  }
  return [...oldest].map(([name, version]) => (version === null ? name : `${name} (>= ${version})`)).sort();
}

function readelf(flag, binary) {
  const result = spawnSync('readelf', ['-W', flag, binary], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.error?.code === 'ENOENT') throw new Error('readelf is needed to see what libraries the package depends on: install binutils');
  if (result.status !== 0) throw new Error(`readelf cannot read ${binary}: ${result.stderr}`);
  return result.stdout;
}

function newest(text, pattern) {
  const found = [...text.matchAll(pattern)].map(([, version]) => version);
  return found.sort(compareVersions).at(-1) ?? null;
}

function gccOf(glibcxx) {
  if (glibcxx === null || Number(glibcxx) < FIRST_GLIBCXX) return null;
  const gcc = GCC_OF_GLIBCXX[Number(glibcxx) - FIRST_GLIBCXX];
  if (gcc === undefined) throw new Error(`GLIBCXX_3.4.${glibcxx} is needed: which version of GCC has it is not known; expected one of scripts/browser-deb/shared-libraries.mjs`);
  return gcc;
}

function raise(oldest, name, version) {
  if (version === null) return;
  const known = oldest.get(name) ?? null;
  if (known === null || compareVersions(known, version) < 0) oldest.set(name, version);
}

/** Dotted numbers, part by part. */
function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < Math.max(left.length, right.length); part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
