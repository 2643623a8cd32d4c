import type { MessagePort as WorkerPort } from 'node:worker_threads';
import { ContractClient } from '../../../src-core/contract/client.ts';
import { windowPort } from '../../../src-renderer/connection/message-port.ts';
import { report } from './reports.ts';

export interface Page {
  receive(message: unknown, targetOrigin: string, ports: readonly WorkerPort[]): void;
  /** Asks the core for an operation, and reports its answer. */
  call(operation: string, input: unknown): void;
  leave(): void;
}

/** A page that takes the port posted to it, asks for the session and watches it. `name` is the window's. */
export function enterPage(origin: string, name: string): Page {
  let port: WorkerPort | undefined;
  let client: ContractClient | undefined;
  return {
    receive(message, targetOrigin, ports) {
      if (message !== 'smart-0dte:port' || targetOrigin !== origin) return;
      [port] = ports;
      if (port === undefined) return;
      // A worker's port is the page's port in all that is used of it.
      const connected = new ContractClient(windowPort(port as unknown as MessagePort));
      client = connected;
      connected.call('session.get', {}).then(
        (session) => report({ kind: 'session', name, session }),
        (reason: unknown) => report({ kind: 'page-failed', message: String(reason) }),
      );
      let seen = false;
      connected.subscribe('session', {}, {
        next: (session) => {
          if (!seen) report({ kind: 'stream', name, session });
          seen = true;
        },
        error: () => report({ kind: 'disconnected', name }),
      });
    },
    call(operation, input) {
      if (client === undefined) throw new Error(`"${operation}" was asked for before the page was connected`);
      // The test names the operation; the core judges it.
      const ask = client.call.bind(client) as (operation: string, input: unknown) => Promise<unknown>;
      ask(operation, input).then(
        (answer) => report({ kind: 'called', name, operation, answer, failure: null }),
        (reason: unknown) => report({ kind: 'called', name, operation, answer: null, failure: reason instanceof Error ? reason.message : String(reason) }),
      );
    },
    leave: () => port?.close(),
  };
}
