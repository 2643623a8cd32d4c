import type { WebSocket } from 'ws';
import type { ClientPort, ServerMessage } from '../../src-core/contract/messages.ts';

/** A client's port over a Node WebSocket. What arrives before a listener is set is kept. */
export function scriptPort(socket: WebSocket): ClientPort {
  const unread: (ServerMessage | ArrayBuffer)[] = [];
  let listener: ((message: ServerMessage | ArrayBuffer) => void) | null = null;
  socket.binaryType = 'arraybuffer';
  socket.on('message', (data, isBinary) => {
    const message: ServerMessage | ArrayBuffer = isBinary && data instanceof ArrayBuffer ? data : JSON.parse(String(data));
    if (listener === null) unread.push(message);
    else listener(message);
  });
  // A lost connection reports itself by closing.
  socket.on('error', () => undefined);
  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message));
    },
    onMessage(next) {
      listener = next;
      for (const message of unread.splice(0)) next(message);
    },
    onClose(closed) {
      socket.on('close', closed);
    },
    close() {
      socket.close();
    },
  };
}
