/**
 * The cancellation every JavaScript platform has, for src-core alone, which is checked without DOM and Node types.
 * Only the root tsconfig.json includes this file; elsewhere the platform's own declarations hold.
 */
interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}
