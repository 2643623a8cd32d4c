import { EventName, IBApi } from '@stoqey/ib';
import { SECOND } from '../../../src-core/time.ts';
import type { ConnectWire, Wire, WireEnd } from '../gateway-wire.ts';
import { tameSocket } from './library-socket.ts';
import { call } from './wire-calls.ts';
import { tellMessages } from './wire-messages.ts';

/** The library's own limiter is never to be met: the link paces, and an order must go out within its turn. */
const NO_LIMIT = 1_000_000;
const CONNECT_FAILED = 502;
/** Codes with which the library gives a connection up by itself. */
const VERSION_CODES: ReadonlySet<number> = new Set([503, 506]);

/** Speaks with TWS or IB Gateway through @stoqey/ib; one call is one attempt, with a client of its own. */
export const connectWire: ConnectWire = (address, clock, listener) => {
  // With all of it given, the library reads neither its files of settings nor a .env of the folder it runs in.
  const api = new IBApi({ host: address.host, port: address.port, clientId: address.clientId, maxReqPerSec: NO_LIMIT });
  let isOver = false;
  let isAccepted = false;
  /** Why it is about to end, where that was said before. */
  let reason: WireEnd | null = null;
  const wire: { socket: { destroy(): void } | null } = { socket: null };

  const release = (): void => {
    isOver = true;
    api.removeAllListeners();
    wire.socket?.destroy();
  };
  const end = (why: WireEnd): void => {
    if (isOver) return;
    release();
    listener.onEnd(why);
  };

  api.once(EventName.sent, () => {
    isAccepted = true;
    listener.onAccepted();
  });
  api.on(EventName.server, (version: number) => listener.onServer(version));
  api.on(EventName.managedAccounts, (accounts: string) =>
    listener.onAccounts(
      accounts
        .split(',')
        .map((account) => account.trim())
        .filter((account) => account !== ''),
    ),
  );
  api.on(EventName.currentTime, (seconds: number) => {
    if (Number.isFinite(seconds)) listener.onTime(seconds * SECOND);
  });
  api.on(EventName.disconnected, () => end(reason ?? { kind: 'closed', text: 'the connection was closed' }));
  tellMessages(api, clock, (message) => {
    if (isOver) return;
    if (message.type === 'error' && message.code === CONNECT_FAILED && message.requestId === -1) {
      const why: WireEnd = isAccepted ? { kind: 'closed', text: message.text } : { kind: 'unreachable', code: /\bE[A-Z_]{3,}\b/.exec(message.text)?.[0] ?? '', text: message.text };
      return end(why);
    }
    // Said within the same turn in which it gives up; that it is closed comes later.
    if (message.type === 'error' && VERSION_CODES.has(message.code) && message.requestId === -1) reason = { kind: 'too_old', text: message.text };
    listener.onMessage(message);
  });

  api.connect(address.clientId);
  wire.socket = tameSocket(api, (error) => end({ kind: 'unreadable', text: error instanceof Error ? error.message : String(error) }));
  return {
    send: (request) => {
      if (!isOver) call(api, request);
    },
    askTime: () => {
      if (!isOver) api.reqCurrentTime();
    },
    close: release,
  } satisfies Wire;
};
