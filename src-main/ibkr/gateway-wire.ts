import type { Clock, EpochMs } from '../../src-core/time.ts';
import type { GatewayAddress, GatewayMessage, GatewayRequest } from './gateway.ts';

/** Why one attempt at a connection is over. */
export type WireEnd =
  /** It could not be reached at all; code as the system names it ("ECONNREFUSED"), '' where it does not. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly text: string }
  /** Its version and that of the client library have nothing in common. */
  | { readonly kind: 'too_old'; readonly text: string }
  /** It sent what cannot be read: nothing that follows could be believed. */
  | { readonly kind: 'unreadable'; readonly text: string }
  /** It was closed, by either side or by the network. */
  | { readonly kind: 'closed'; readonly text: string };

/** What a connection tells. Nothing may throw; nothing comes after onEnd. */
export interface WireListener {
  /** Something took the connection: the gateway, or what is at its port. */
  onAccepted(): void;
  /** It spoke: the version of its protocol. */
  onServer(version: number): void;
  onAccounts(accounts: readonly string[]): void;
  /** The answer to askTime: whole seconds of its clock. */
  onTime(time: EpochMs): void;
  onMessage(message: GatewayMessage): void;
  onEnd(end: WireEnd): void;
}

/** One attempt at a connection; it is never used for another. */
export interface Wire {
  /** Writes now, within the turn, once onServer and the next order id have come. Nothing is kept to be written later. */
  send(request: GatewayRequest): void;
  askTime(): void;
  /** Nothing is told any more. */
  close(): void;
}

/** The clock says when what has no time of its own was heard. */
export type ConnectWire = (address: GatewayAddress, clock: Clock, listener: WireListener) => Wire;
