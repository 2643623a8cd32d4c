import type { GatewayMessage, GatewayRequest } from '../../../src-main/ibkr/gateway.ts';
import type { EpochMs } from '../../../src-core/time.ts';

/**
 * 'answer': part of what was asked for; TWS gives it in order, before the end of that answer. 'event': as it happens;
 * statuses, open orders, executions and commissions come in no promised order to each other.
 */
export type Origin = 'answer' | 'event';

/** One client of the gateway. */
export interface ClientLine {
  hear(message: GatewayMessage, origin: Origin): void;
  /** The gateway ended the connection. */
  ended(): void;
}

/** Says something to one client, if it is connected. */
export type Tell = (clientId: number, message: GatewayMessage, origin: Origin) => void;

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly clientId: number;
  readonly request: GatewayRequest;
  readonly time: EpochMs;
}

export function errorMessage(requestId: number, code: number, text: string, advanced = ''): GatewayMessage {
  return { type: 'error', requestId, code, text, advanced };
}
