import type { Examination } from './examination.ts';
import { WorkerClient } from './worker-client.ts';
import type { KeptFormer, WorkerAnswer, WorkerRequest } from './worker-protocol.ts';

// Work on whole database files, each in a thread of its own that ends with it. All reject with SqliteFailure.

/** Copies a database, in use or not, and says what is in the copy. */
export async function copyInThread(sqliteWorker: URL, from: string, to: string, signal?: AbortSignal): Promise<Examination> {
  return examinationOf(await inThread(sqliteWorker, { kind: 'backup', from, to }, signal));
}

/** Reads a database file through. */
export async function examineInThread(sqliteWorker: URL, file: string, signal?: AbortSignal): Promise<Examination> {
  return examinationOf(await inThread(sqliteWorker, { kind: 'examine', file }, signal));
}

/** Puts a backup in the place of a database that is not open; returns where that one is kept. Where it rejects nothing was changed. */
export async function restoreInThread(sqliteWorker: URL, file: string, backup: string, former: KeptFormer): Promise<string> {
  const answer = await inThread(sqliteWorker, { kind: 'restore', file, backup, former });
  if (answer.kind !== 'restored') throw new Error(`a restore was answered with "${answer.kind}"`);
  return answer.former;
}

/** Given up when the signal says so. */
async function inThread(sqliteWorker: URL, request: WorkerRequest, signal?: AbortSignal): Promise<Exclude<WorkerAnswer, { kind: 'failed' }>> {
  signal?.throwIfAborted();
  const worker = new WorkerClient(sqliteWorker);
  const giveUp = (): void => void worker.terminate();
  signal?.addEventListener('abort', giveUp);
  try {
    return await worker.request(request);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}

export function examinationOf(answer: Exclude<WorkerAnswer, { kind: 'failed' }>): Examination {
  if (answer.kind !== 'examined') throw new Error(`a database that is read was answered with "${answer.kind}"`);
  return answer.examination;
}
