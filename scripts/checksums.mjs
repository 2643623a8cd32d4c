/** `checksums.mjs FOLDER`: writes SHA256SUMS of the installers in it, as `sha256sum --check` reads it. */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { fail } from './toolchain.mjs';

const NAME = 'SHA256SUMS';

/** Of every file that lies in the folder itself. Resolves with their names; rejects where there are none. */
export async function writeChecksums(folder) {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== NAME);
  if (files.length === 0) throw new Error(`there is nothing to sum up in ${folder}: expected installers`);
  const names = files.map(({ name }) => name).sort();
  let lines = '';
  for (const name of names) lines += `${await sha256(join(folder, name))}  ${name}\n`;
  writeFileSync(join(folder, NAME), lines);
  return names;
}

/** In hex. */
export async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) fail('the folder of the installers is not given', 2);
  try {
    await writeChecksums(resolve(folder));
  } catch (error) {
    fail(error.message);
  }
}
