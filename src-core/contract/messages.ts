/**
 * Everything a window and the core say to each other, over any port. Quote frames travel beside these
 * as ArrayBuffers (see frame.ts) and belong to a subscription like a `next`.
 */
export type ClientMessage =
  | { readonly type: 'call'; readonly id: number; readonly operation: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'subscribe'; readonly id: number; readonly stream: string; readonly input: unknown }
  | { readonly type: 'unsubscribe'; readonly id: number }
  /** Allows the core one more `next` or frame on this subscription; the first is allowed by subscribing. */
  | { readonly type: 'credit'; readonly id: number };

export type ServerMessage =
  | { readonly type: 'result'; readonly id: number; readonly output: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ContractError }
  | { readonly type: 'next'; readonly id: number; readonly value: unknown }
  | { readonly type: 'complete'; readonly id: number };

export const ERROR_CODES = ['bad_input', 'forbidden', 'not_found', 'conflict', 'denied', 'rate_limited', 'cancelled', 'unavailable', 'internal'] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A refusal that says what was wrong; `field` names the input where one is to blame. */
export interface ContractError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field?: string | undefined;
}

/** Carries a ContractError through a promise. */
export class ContractFailure extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;

  constructor(error: ContractError) {
    super(error.message);
    this.name = 'ContractFailure';
    this.code = error.code;
    this.field = error.field;
  }

  toError(): ContractError {
    return { code: this.code, message: this.message, ...(this.field === undefined ? {} : { field: this.field }) };
  }
}

/** One end of a connection between a window and the core. */
export interface Port<Out, In> {
  send(message: Out | ArrayBuffer): void;
  /** At most one listener; messages before it is set are kept. */
  onMessage(listener: (message: In | ArrayBuffer) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}
export type ServerPort = Port<ServerMessage, ClientMessage>;
export type ClientPort = Port<ClientMessage, ServerMessage>;
