import type { SessionView } from '../../../src-core/contract/schemas.ts';

/** What the stand-in tells the test that started it. */
export type Report =
  | { readonly kind: 'path'; readonly name: string; readonly path: string }
  | { readonly kind: 'error-box'; readonly title: string; readonly content: string }
  | { readonly kind: 'permission'; readonly permission: string; readonly granted: boolean }
  | { readonly kind: 'window'; readonly options: object }
  | { readonly kind: 'page'; readonly status: number; readonly policy: string; readonly scripts: readonly number[]; readonly outside: number }
  | { readonly kind: 'session'; readonly session: SessionView }
  | { readonly kind: 'stream'; readonly session: SessionView }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'focus' }
  | { readonly kind: 'leave'; readonly navigated: boolean; readonly opened: string }
  | { readonly kind: 'page-failed'; readonly message: string };

/** What the test asks of it. */
export type Command = 'reload' | 'close' | 'leave' | 'second-instance';

export function report(what: Report): void {
  process.send?.(what);
}
