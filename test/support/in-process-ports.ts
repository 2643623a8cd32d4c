import type { ClientMessage, ClientPort, Port, ServerMessage, ServerPort } from '../../src-core/contract/messages.ts';

class Half<Out, In> implements Port<Out, In> {
  deliver: (message: Out | ArrayBuffer) => void = () => undefined;
  hangUp: () => void = () => undefined;
  #listener: ((message: In | ArrayBuffer) => void) | null = null;
  #kept: (In | ArrayBuffer)[] = [];
  #closeListeners: (() => void)[] = [];
  #open = true;

  send(message: Out | ArrayBuffer): void {
    const copy = structuredClone(message);
    queueMicrotask(() => this.deliver(copy));
  }

  receive(message: In | ArrayBuffer): void {
    if (!this.#open) return;
    if (this.#listener === null) this.#kept.push(message);
    else this.#listener(message);
  }

  onMessage(listener: (message: In | ArrayBuffer) => void): void {
    this.#listener = listener;
    for (const message of this.#kept.splice(0)) listener(message);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  close(): void {
    this.hangUp();
    this.end();
  }

  end(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const listener of this.#closeListeners) queueMicrotask(listener);
  }
}

/** Two ends in one process; messages are structured clones and arrive in a microtask, in order. */
export function inProcessPorts(): { readonly client: ClientPort; readonly server: ServerPort } {
  const client = new Half<ClientMessage, ServerMessage>();
  const server = new Half<ServerMessage, ClientMessage>();
  client.deliver = (message) => server.receive(message);
  server.deliver = (message) => client.receive(message);
  client.hangUp = () => server.end();
  server.hangUp = () => client.end();
  return { client, server };
}
