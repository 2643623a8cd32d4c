import type { ClientPort } from '../../src-core/contract/messages.ts';

/** A port over the MessagePort the desktop shell hands to its window. */
export function windowPort(port: MessagePort): ClientPort {
  return {
    send(message) {
      port.postMessage(message);
    },
    onMessage(listener) {
      port.addEventListener('message', (event) => listener(event.data));
      port.start();
    },
    onClose(listener) {
      port.addEventListener('close', () => listener(), { once: true });
    },
    close() {
      port.close();
    },
  };
}
