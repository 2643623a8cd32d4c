import { Socket } from 'node:net';

/** Looks at every byte that goes to and comes from one port, before the library does, and tells when a text was first in them. */
export class SocketWatch {
  readonly #port: number;
  readonly #undo: () => void;
  #out: { readonly text: string; readonly heard: (at: number) => void } | null = null;
  #in: { readonly text: string; readonly heard: (at: number) => void } | null = null;

  constructor(port: number) {
    this.#port = port;
    const { write, push } = Socket.prototype;
    const isOurs = (socket: Socket): boolean => socket.remotePort === this.#port;
    const looked = (watched: { readonly text: string; readonly heard: (at: number) => void } | null, chunk: unknown): boolean =>
      watched !== null && (typeof chunk === 'string' || chunk instanceof Uint8Array) && Buffer.from(chunk).includes(watched.text);
    const wroteTo = (socket: Socket, chunk: unknown): void => {
      const watched = this.#out;
      if (!isOurs(socket) || !looked(watched, chunk)) return;
      this.#out = null;
      watched?.heard(performance.now());
    };
    const cameFrom = (socket: Socket, chunk: unknown, at: number): void => {
      const watched = this.#in;
      if (!isOurs(socket) || !looked(watched, chunk)) return;
      this.#in = null;
      watched?.heard(at);
    };
    Socket.prototype.write = new Proxy(write, {
      apply(target, socket: Socket, given: Parameters<Socket['write']>) {
        // What was written is in the system's hands when the real one returns.
        const result: boolean = Reflect.apply(target, socket, given);
        wroteTo(socket, given[0]);
        return result;
      },
    });
    Socket.prototype.push = new Proxy(push, {
      apply(target, socket: Socket, given: Parameters<Socket['push']>) {
        cameFrom(socket, given[0], performance.now());
        return Reflect.apply(target, socket, given);
      },
    });
    this.#undo = () => {
      Socket.prototype.write = write;
      Socket.prototype.push = push;
    };
  }

  /** When it was written to the socket; milliseconds of performance.now. */
  written(text: string): Promise<number> {
    return new Promise((resolve) => (this.#out = { text, heard: resolve }));
  }

  /** When it came out of the socket. */
  arrived(text: string): Promise<number> {
    return new Promise((resolve) => (this.#in = { text, heard: resolve }));
  }

  close(): void {
    this.#undo();
  }
}
