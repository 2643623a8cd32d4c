import { Worker } from 'node:worker_threads';
import type { ArchiveAnswer, ArchiveRequest } from './archive-worker.ts';
import { BadArchive } from './bad-archive.ts';
import type { Manifest } from './manifest.ts';
import type { PackRequest } from './pack.ts';
import type { UnpackRequest } from './unpack.ts';

// Exports are written and read in a thread of their own. Rejects where the signal says so.

/** Returns the file's bytes. */
export async function packInThread(worker: URL, request: PackRequest, signal?: AbortSignal): Promise<number> {
  const answer = await inThread(worker, { kind: 'pack', ...request }, signal);
  if (answer.kind !== 'packed') throw new Error(`an export was answered with "${answer.kind}"`);
  return answer.bytes;
}

/** Rejects with BadArchive as `unpack` does. */
export async function unpackInThread(worker: URL, request: UnpackRequest, signal?: AbortSignal): Promise<Manifest> {
  const answer = await inThread(worker, { kind: 'unpack', ...request }, signal);
  if (answer.kind !== 'unpacked') throw new Error(`an import was answered with "${answer.kind}"`);
  return answer.manifest;
}

async function inThread(url: URL, request: ArchiveRequest, signal?: AbortSignal): Promise<Exclude<ArchiveAnswer, { kind: 'failed' }>> {
  signal?.throwIfAborted();
  const worker = new Worker(url, { name: 'archive' });
  const giveUp = (): void => void worker.terminate();
  signal?.addEventListener('abort', giveUp);
  try {
    const answer = await new Promise<ArchiveAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(signal?.reason ?? new Error('the thread of exports ended')));
      worker.postMessage(request);
    });
    if (answer.kind !== 'failed') return answer;
    throw answer.isArchives ? new BadArchive(answer.message) : new Error(answer.message);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}
