import { z } from 'zod';
import type { IBApi } from '@stoqey/ib';

interface TcpSocket {
  setNoDelay(noDelay: boolean): void;
  destroy(): void;
}
interface LibrarySocket {
  readonly client: unknown;
  onData(data: Uint8Array): void;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const librarySchema = z.object({
  controller: z.object({
    socket: z.custom<LibrarySocket>((value) => isObject(value) && 'client' in value && 'onData' in value && typeof value.onData === 'function'),
  }),
});
const tcpSchema = z.custom<TcpSocket>((value) => isObject(value) && 'setNoDelay' in value && typeof value.setNoDelay === 'function' && 'destroy' in value && typeof value.destroy === 'function');

/**
 * What the library keeps to itself and is needed of it, after connect(): its TCP socket sends small messages at once
 * instead of waiting for the answer to the last (an order would wait up to 40 ms behind a subscription), and what cannot
 * be read ends the connection instead of the process. Throws Error where the library is another than is known.
 */
export function tameSocket(api: IBApi, onUnreadable: (error: unknown) => void): { destroy(): void } {
  const library = librarySchema.safeParse(api);
  const tcp = library.success ? tcpSchema.safeParse(library.data.controller.socket.client) : null;
  if (!library.success || tcp === null || !tcp.success) throw new Error('@stoqey/ib is not built as it is known: its socket was not found');
  const { socket } = library.data.controller;
  const read = socket.onData.bind(socket);
  socket.onData = (data) => {
    try {
      read(data);
    } catch (error) {
      onUnreadable(error);
    }
  };
  tcp.data.setNoDelay(true);
  return tcp.data;
}
