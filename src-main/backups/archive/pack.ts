import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Encrypter } from 'age-encryption';
import { packTar, type TarSource } from 'modern-tar/fs';
import { type ArchivedFile, type Manifest, MANIFEST } from './manifest.ts';
import { fromWeb, toWeb } from '../../web-streams.ts';

export interface PackRequest {
  readonly files: readonly { readonly name: ArchivedFile; readonly path: string }[];
  readonly about: Omit<Manifest, 'format' | 'version' | 'files'>;
  readonly to: string;
  readonly passphrase: string;
  /** Base-2 logarithm of the work that each guess of the passphrase costs: 18 is a second of a processor, in 256 MB. */
  readonly workFactor: number;
}

/**
 * Writes files into one: tar, gzip, and the format of age (age-encryption.org/v1) under a passphrase, as `age -d` and
 * `tar -xz` read it. Nothing is held in memory but the pieces that pass. Returns the file's bytes.
 */
export async function pack({ files, about, to, passphrase, workFactor }: PackRequest): Promise<number> {
  const listed: Manifest['files'] = [];
  for (const { name, path } of files) listed.push({ name, bytes: statSync(path).size, sha256: await sha256Of(path) });
  const manifest: Manifest = { format: 'smart-0dte-export', version: 1, ...about, files: listed };
  const mtime = new Date(about.createdAt);
  const mode = 0o600;
  const sources: TarSource[] = [
    { type: 'content', content: `${JSON.stringify(manifest, null, 2)}\n`, target: MANIFEST, mtime, mode },
    ...files.map(({ name, path }) => ({ type: 'stream' as const, content: createReadStream(path, { highWaterMark: 1 << 18 }), size: statSync(path).size, target: name, mtime, mode })),
  ];
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  const gzip = createGzip({ level: 6, chunkSize: 1 << 18 });
  const packing = pipeline(packTar(sources, { concurrency: 1 }), gzip);
  const encrypted = await encrypter.encrypt(toWeb(gzip));
  await Promise.all([packing, pipeline(fromWeb(encrypted), createWriteStream(to, { mode, flags: 'wx', flush: true }))]);
  return statSync(to).size;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), hash);
  return hash.digest('hex');
}
