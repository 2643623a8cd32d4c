import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { serveContract } from '../../../src-core/contract/server.ts';
import { securityHeaders } from '../../../src-main/shell/page-headers.ts';
import { readRenderer } from '../../../src-main/shell/renderer-files.ts';
import { FakeCore } from './fake-core.ts';
import type { Scenario } from './fake-desk.ts';

export interface ServedWindow {
  readonly url: string;
  close(): Promise<void>;
}

const RENDERER = join(import.meta.dirname, '../../../out/renderer');

/** The built window under its own content policy, over a made-up core. */
export async function serveWindow(scenario: Scenario, rendererDir = RENDERER): Promise<ServedWindow> {
  const files = readRenderer(rendererDir);
  const server = createServer((request, response) => {
    const file = files.get(URL.parse(request.url ?? '/', 'http://127.0.0.1')?.pathname ?? '/');
    response.writeHead(file === undefined ? 404 : 200, { ...securityHeaders(["'self'", `ws://127.0.0.1:${portOf(server)}`]), 'Content-Type': file?.type ?? 'text/plain' });
    response.end(file?.body);
  });
  const sockets = new WebSocketServer({ server, path: '/socket' });
  sockets.on('connection', (connection) =>
    serveContract(
      {
        send: (message) => connection.send(message instanceof ArrayBuffer ? message : JSON.stringify(message)),
        onMessage: (listener) => connection.on('message', (data) => listener(JSON.parse(String(data)))),
        onClose: (listener) => connection.on('close', () => listener()),
        close: () => connection.close(),
      },
      new FakeCore(scenario),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: () => {
      for (const connection of sockets.clients) connection.terminate();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return address.port;
}
