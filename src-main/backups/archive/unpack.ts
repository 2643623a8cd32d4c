import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Decrypter } from 'age-encryption';
import { createTarDecoder } from 'modern-tar';
import { BadArchive } from './bad-archive.ts';
import { MANIFEST, type Manifest, manifestSchema, MOST_MANIFEST_BYTES } from './manifest.ts';
import { fromWeb, toWeb } from '../../web-streams.ts';

export interface UnpackRequest {
  readonly from: string;
  /** An empty directory. */
  readonly into: string;
  readonly passphrase: string;
}

/**
 * Reads an export into a directory, and says what it holds. Every byte is checked: what was changed, cut off or added is
 * refused with BadArchive, and so is a wrong passphrase. What is in the directory is of no use then.
 */
export async function unpack({ from, into, passphrase }: UnpackRequest): Promise<Manifest> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const file = createReadStream(from, { highWaterMark: 1 << 18 });
  let decrypted;
  try {
    decrypted = await decrypter.decrypt(toWeb(file));
  } catch (error) {
    file.destroy();
    throw openingFailure(error, from);
  }
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  const reading = pipeline(fromWeb(decrypted), gunzip);
  // Waited for below, where it also says why a part could not be read.
  reading.catch(() => undefined);
  try {
    const manifest = await unpackEntries(toWeb(gunzip), into);
    await reading;
    return manifest;
  } catch (error) {
    if (error instanceof BadArchive || isOfTheDisk(error)) throw error;
    throw new BadArchive(`${from} is not whole, or was changed: it cannot be read to its end`, { cause: error });
  } finally {
    file.destroy();
  }
}

async function unpackEntries(tar: ReadableStream<Uint8Array>, into: string): Promise<Manifest> {
  let manifest: Manifest | null = null;
  const missing = new Map<string, Manifest['files'][number]>();
  for await (const { header, body } of tar.pipeThrough(createTarDecoder({ strict: true }))) {
    const { name, size } = header;
    if ((header.type ?? 'file') !== 'file') throw new BadArchive(`the export holds "${name}", which is no file`);
    if (manifest === null) {
      if (name !== MANIFEST || size > MOST_MANIFEST_BYTES) throw new BadArchive(`the file begins with "${name}" instead of an export's manifest`);
      manifest = parseManifest(await textOf(body));
      for (const listed of manifest.files) missing.set(listed.name, listed);
      continue;
    }
    const listed = missing.get(name);
    if (listed === undefined) throw new BadArchive(`the export holds "${name}", which its manifest does not list`);
    missing.delete(name);
    const sha256 = await write(body, join(into, listed.name), listed.bytes);
    if (size !== listed.bytes || sha256 !== listed.sha256) throw new BadArchive(`"${name}" in the export is not what its manifest says`);
  }
  if (manifest === null) throw new BadArchive('the export is empty');
  const [absent] = missing.keys();
  if (absent !== undefined) throw new BadArchive(`"${absent}" is missing in the export`);
  return manifest;
}

/** Writes no more than it should have, and says what it wrote. */
async function write(body: ReadableStream<Uint8Array>, path: string, bytes: number): Promise<string> {
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let written = 0;
    for await (const chunk of body) {
      written += chunk.length;
      if (written > bytes) throw new BadArchive(`"${path}" in the export is longer than its manifest says`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}

async function textOf(body: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(body).text();
}

function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadArchive('the manifest of the export is not JSON');
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadArchive(`the manifest of the export is not one that this version reads (${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not valid'})`);
}

function openingFailure(error: unknown, from: string): unknown {
  if (isOfTheDisk(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('no identity matched')) return new BadArchive(`the passphrase does not open ${from}`);
  if (message === 'invalid header HMAC') return new BadArchive(`${from} was changed: its beginning is not what was written`);
  return new BadArchive(`${from} is not an export, or its beginning was changed (${message})`);
}

/** A full disk says nothing of the export. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(ENOSPC|EACCES|EPERM|EROFS|EIO|ENOENT|EDQUOT|EISDIR)$/.test(error.code);
}
