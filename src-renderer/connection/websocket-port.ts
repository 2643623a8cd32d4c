import type { ClientPort, ServerMessage } from '../../src-core/contract/messages.ts';

/** A port over a WebSocket to the browser shell: JSON text for messages, binary for frames. What is sent before it opens is kept. */
export function webSocketPort(url: string): ClientPort {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const unsent: string[] = [];
  const unread: (ServerMessage | ArrayBuffer)[] = [];
  let listener: ((message: ServerMessage | ArrayBuffer) => void) | null = null;

  socket.addEventListener('open', () => {
    for (const text of unsent.splice(0)) socket.send(text);
  });
  socket.addEventListener('message', (event: MessageEvent<string | ArrayBuffer>) => {
    const message: ServerMessage | ArrayBuffer = typeof event.data === 'string' ? JSON.parse(event.data) : event.data;
    if (listener === null) unread.push(message);
    else listener(message);
  });

  return {
    send(message) {
      const text = JSON.stringify(message);
      if (socket.readyState === WebSocket.CONNECTING) unsent.push(text);
      else socket.send(text);
    },
    onMessage(next) {
      listener = next;
      for (const message of unread.splice(0)) next(message);
    },
    onClose(closed) {
      socket.addEventListener('close', () => closed(), { once: true });
    },
    close() {
      socket.close();
    },
  };
}
