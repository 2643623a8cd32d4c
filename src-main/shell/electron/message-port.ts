import type { MessagePortMain } from 'electron';
import type { ServerPort } from '../../../src-core/contract/messages.ts';

/** A port over one end of a MessageChannelMain; messages and frames travel as structured clones. */
export function messagePort(port: MessagePortMain): ServerPort {
  const closeListeners: (() => void)[] = [];
  const closed = (): void => {
    for (const listener of closeListeners.splice(0)) listener();
  };
  port.on('close', closed);
  return {
    send(message) {
      port.postMessage(message);
    },
    onMessage(listener) {
      port.on('message', (event) => listener(event.data));
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
