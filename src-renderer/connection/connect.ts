import type { ClientPort } from '../../src-core/contract/messages.ts';
import { windowPort } from './message-port.ts';
import { webSocketPort } from './websocket-port.ts';

const PORT_MESSAGE = 'smart-0dte:port';

/** How this page reaches its core: by the ports its shell posts to it, or by a socket to where it came from. */
export function connector(page: Window): () => Promise<ClientPort> {
  return page.navigator.userAgent.includes('Electron/') ? postedPorts(page) : () => openSocket(page);
}

/** Each call waits for the next port that the preload script posts. */
function postedPorts(page: Window): () => Promise<ClientPort> {
  const arrived: MessagePort[] = [];
  const waiting: ((port: MessagePort) => void)[] = [];
  page.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source !== page || event.data !== PORT_MESSAGE || !port) return;
    const next = waiting.shift();
    if (next) next(port);
    else arrived.push(port);
  });
  return async () => {
    const port = arrived.shift() ?? (await new Promise<MessagePort>((resolve) => waiting.push(resolve)));
    return windowPort(port);
  };
}

async function openSocket(page: Window): Promise<ClientPort> {
  const url = new URL('/socket', page.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return webSocketPort(url.href);
}
