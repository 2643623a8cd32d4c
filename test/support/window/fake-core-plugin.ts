import type { HttpServer, Plugin } from 'vite';
import { WebSocketServer } from 'ws';
import { serveContract } from '../../../src-core/contract/server.ts';
import { FakeCore } from './fake-core.ts';
import { isScenario } from './fake-desk.ts';

/** Answers the window's socket with a made-up core, so that the window can be looked at without the real one: in development, and as it is built. */
export function fakeCore(): Plugin {
  return {
    name: 'fake-core',
    configureServer: ({ httpServer }) => answer(httpServer),
    configurePreviewServer: ({ httpServer }) => answer(httpServer),
  };
}

function answer(server: HttpServer | null): void {
  const sockets = new WebSocketServer({ noServer: true });
  server?.on('upgrade', (request, socket, head) => {
    if (request.url !== '/socket') return;
    // Set in the page: document.cookie = 'scenario=watching'.
    const scenario = /scenario=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'local';
    sockets.handleUpgrade(request, socket, head, (connection) =>
      serveContract(
        {
          send: (message) => connection.send(message instanceof ArrayBuffer ? message : JSON.stringify(message)),
          onMessage: (listener) => connection.on('message', (data) => listener(JSON.parse(String(data)))),
          onClose: (listener) => connection.on('close', () => listener()),
          close: () => connection.close(),
        },
        new FakeCore(isScenario(scenario) ? scenario : 'local'),
      ),
    );
  });
}
