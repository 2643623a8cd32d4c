import { parentPort } from 'node:worker_threads';
import { BadArchive } from './bad-archive.ts';
import type { Manifest } from './manifest.ts';
import { pack, type PackRequest } from './pack.ts';
import { unpack, type UnpackRequest } from './unpack.ts';

export type ArchiveRequest = ({ readonly kind: 'pack' } & PackRequest) | ({ readonly kind: 'unpack' } & UnpackRequest);
export type ArchiveAnswer =
  | { readonly kind: 'packed'; readonly bytes: number }
  | { readonly kind: 'unpacked'; readonly manifest: Manifest }
  | { readonly kind: 'failed'; readonly isArchives: boolean; readonly message: string };

// What a passphrase costs, and every byte of an export, would hold the market up.
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
port.once('message', (request: ArchiveRequest) => {
  void answer(request).then((message) => port.postMessage(message));
});

async function answer(request: ArchiveRequest): Promise<ArchiveAnswer> {
  try {
    if (request.kind === 'pack') return { kind: 'packed', bytes: await pack(request) };
    return { kind: 'unpacked', manifest: await unpack(request) };
  } catch (error) {
    return { kind: 'failed', isArchives: error instanceof BadArchive, message: error instanceof Error ? error.message : String(error) };
  }
}
