import type { MessagePortMain } from 'electron';
import type { ClientMessage, ServerPort } from '../../../src-core/contract/messages.ts';

/**
 * A port over one end of a MessageChannelMain; messages and frames travel as structured clones. One message a turn is
 * taken: nobody else waits for a whole burst.
 */
export function messagePort(port: MessagePortMain): ServerPort {
  const closeListeners: (() => void)[] = [];
  const waiting: (ClientMessage | ArrayBuffer)[] = [];
  let turn: NodeJS.Immediate | null = null;
  const closed = (): void => {
    waiting.length = 0;
    if (turn !== null) clearImmediate(turn);
    turn = null;
    for (const listener of closeListeners.splice(0)) listener();
  };
  port.on('close', closed);
  return {
    send(message) {
      port.postMessage(message);
    },
    onMessage(listener) {
      const take = (): void => {
        turn = setImmediate(() => {
          turn = null;
          const message = waiting.shift();
          if (message !== undefined) listener(message);
          if (waiting.length > 0 && turn === null) take();
        });
      };
      port.on('message', (event) => {
        waiting.push(event.data);
        if (turn === null) take();
      });
      port.start();
    },
    onClose(listener) {
      closeListeners.push(listener);
    },
    close() {
      port.close();
      closed();
    },
  };
}
