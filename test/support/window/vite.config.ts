import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { WebSocketServer } from 'ws';
import { serveContract } from '../../../src-core/contract/server.ts';
import { FakeAccess } from './fake-access.ts';
import { FakeCore } from './fake-core.ts';
import { isScenario } from './fake-desk.ts';

/** Answers the window's socket with a made-up core, so that the window can be looked at without the real one. */
function fakeCore(): Plugin {
  return {
    name: 'fake-core',
    configureServer(server) {
      const sockets = new WebSocketServer({ noServer: true });
      /** By what a page says of itself: loaded anew, it is before the same person. */
      const people = new Map<string, FakeAccess>();
      server.httpServer?.on('upgrade', (request, socket, head) => {
        if (request.url !== '/socket') return;
        // Set in the page: document.cookie = 'scenario=watching'.
        const named = /scenario=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'local';
        const scenario = isScenario(named) ? named : 'local';
        // And where several look at once: document.cookie = 'visitor=one'.
        const visitor = /visitor=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
        const access = (visitor === undefined ? undefined : people.get(`${scenario} ${visitor}`)) ?? new FakeAccess(scenario);
        if (visitor !== undefined) people.set(`${scenario} ${visitor}`, access);
        sockets.handleUpgrade(request, socket, head, (connection) =>
          serveContract(
            {
              send: (message) => connection.send(message instanceof ArrayBuffer ? message : JSON.stringify(message)),
              onMessage: (listener) => connection.on('message', (data) => listener(JSON.parse(String(data)))),
              onClose: (listener) => connection.on('close', () => listener()),
              close: () => connection.close(),
            },
            new FakeCore(scenario, 100, access),
          ),
        );
      });
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('../../../src-renderer', import.meta.url)),
  plugins: [react(), fakeCore()],
  server: { host: '127.0.0.1' },
});
