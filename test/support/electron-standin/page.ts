import type { MessagePort as WorkerPort } from 'node:worker_threads';
import { ContractClient } from '../../../src-core/contract/client.ts';
import { windowPort } from '../../../src-renderer/connection/message-port.ts';
import { report } from './reports.ts';

/** A page that takes the port posted to it, asks for the session and watches it. */
export function enterPage(origin: string): {
  receive(message: unknown, targetOrigin: string, ports: readonly WorkerPort[]): void;
  leave(): void;
} {
  let port: WorkerPort | undefined;
  return {
    receive(message, targetOrigin, ports) {
      if (message !== 'smart-0dte:port' || targetOrigin !== origin) return;
      [port] = ports;
      if (port === undefined) return;
      // A worker's port is the page's port in all that is used of it.
      const client = new ContractClient(windowPort(port as unknown as MessagePort));
      client.call('session.get', {}).then(
        (session) => report({ kind: 'session', session }),
        (reason: unknown) => report({ kind: 'page-failed', message: String(reason) }),
      );
      let seen = false;
      client.subscribe('session', {}, {
        next: (session) => {
          if (!seen) report({ kind: 'stream', session });
          seen = true;
        },
        error: () => report({ kind: 'disconnected' }),
      });
    },
    leave: () => port?.close(),
  };
}
