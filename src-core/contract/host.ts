/** What a stream has to say next: a value for `next`, or a binary frame already addressed to the subscription. */
export type StreamPayload =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'frame'; readonly buffer: ArrayBuffer };

/** One subscriber's view of a stream. It keeps what changed since the last take, so a slow subscriber costs no memory. */
export interface Tap {
  /** The newest state since the last take, or null when there is nothing new. */
  take(): StreamPayload | null;
  close(): void;
}

/** What stands behind the protocol: the core's one door, for one signed-in connection. Failures are ContractFailures. */
export interface ContractHost {
  call(operation: string, input: unknown, signal: AbortSignal): Promise<unknown>;
  /** `notify` may be called at any rate, also before this returns; it means that a take would answer. */
  open(stream: string, input: unknown, subscription: number, notify: () => void): Tap;
  /** Whether somebody is signed in and not locked. A port takes no file of nobody; absent counts as nobody. */
  isSignedIn?(): boolean;
  /** The connection is gone. */
  closed(): void;
}
