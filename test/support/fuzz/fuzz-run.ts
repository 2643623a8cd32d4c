import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel, type Transferable, Worker } from 'node:worker_threads';
import type { ContractHost } from '../../../src-core/contract/host.ts';
import { serveContract } from '../../../src-core/contract/server.ts';
import { messagePort } from '../../../src-main/shell/electron/message-port.ts';
import { MessagePortMain } from '../electron-standin/message-channel-main.ts';
import type { Flood } from './flood-worker.ts';

const WORKER = new URL('./flood-worker.ts', import.meta.url);
const LOOK_MS = 5;

export interface FuzzFigures {
  readonly messages: number;
  readonly seconds: number;
  /** Milliseconds for which the loop was held at most. */
  readonly longestHold: number;
  /** Bytes of heap that stayed, after a collection before and after. */
  readonly heapGrowth: number;
  /** What nobody caught. */
  readonly uncaught: readonly unknown[];
}

export type FuzzPort =
  | { readonly kind: 'message-port'; readonly host: () => ContractHost }
  | { readonly kind: 'websocket'; readonly port: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'http'; readonly port: number };

/** Floods one port from another thread, and watches this one. */
export async function fuzz(port: FuzzPort, { messages, seed, leftOut = [] }: { readonly messages: number; readonly seed: number; readonly leftOut?: readonly string[] }): Promise<FuzzFigures> {
  const uncaught: unknown[] = [];
  const caught = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', caught);
  process.on('unhandledRejection', caught);
  const before = heapAlive();
  let longestHold = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    const now = performance.now();
    longestHold = Math.max(longestHold, now - last - LOOK_MS);
    last = now;
  }, LOOK_MS);
  const began = last;
  try {
    await flooded(port, { messages, seed, leftOut });
  } finally {
    clearInterval(watch);
  }
  const seconds = (performance.now() - began) / 1_000;
  // What was asked last is answered.
  await new Promise((resolve) => setTimeout(resolve, 200));
  process.off('uncaughtException', caught);
  process.off('unhandledRejection', caught);
  return { messages, seconds, longestHold, heapGrowth: heapAlive() - before, uncaught };
}

async function flooded(port: FuzzPort, rest: Omit<Flood, 'to'>): Promise<void> {
  switch (port.kind) {
    case 'message-port': {
      const { port1, port2 } = new MessageChannel();
      const own = messagePort(new MessagePortMain(port1));
      serveContract(own, port.host());
      await ran({ ...rest, to: { kind: 'message-port', port: port2 } }, [port2]);
      own.close();
      return;
    }
    case 'websocket':
      await ran({ ...rest, to: { kind: 'websocket', url: `ws://127.0.0.1:${port.port}/socket`, headers: port.headers } }, []);
      return;
    case 'http':
      await ran({ ...rest, to: { kind: 'http', port: port.port } }, []);
      return;
  }
}

async function ran(flood: Flood, transferList: readonly Transferable[]): Promise<void> {
  const worker = new Worker(WORKER, { workerData: flood, transferList: [...transferList] });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => resolve());
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the flood ended with ${code}`))));
  });
  await worker.terminate();
}

/** Bytes that are still in use. */
function heapAlive(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
