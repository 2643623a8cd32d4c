import { Worker } from 'node:worker_threads';
import type { StudiedMarket, StudyJob } from './market-study.ts';

/** Runs each list of jobs in a thread of its own; resolves with what all of them found. */
export async function studyMarkets(threads: readonly (readonly StudyJob[])[]): Promise<readonly StudiedMarket[]> {
  return (await Promise.all(threads.map(inThread))).flat();
}

function inThread(jobs: readonly StudyJob[]): Promise<readonly StudiedMarket[]> {
  return new Promise((resolve, reject) => {
    const found: StudiedMarket[] = [];
    const worker = new Worker(new URL('study-worker.ts', import.meta.url), { workerData: jobs });
    worker.on('message', (market: StudiedMarket) => found.push(market));
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve(found) : reject(new Error(`a study ended with code ${code}`))));
  });
}
