import type { SessionView } from '../../../src-core/contract/schemas.ts';

/** What the stand-in tells the test that started it. */
export type Report =
  | { readonly kind: 'path'; readonly name: string; readonly path: string }
  | { readonly kind: 'error-box'; readonly title: string; readonly content: string }
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'spell-checker'; readonly enabled: boolean }
  | { readonly kind: 'opened'; readonly url: string }
  | { readonly kind: 'port'; readonly to: string }
  | { readonly kind: 'shown'; readonly url: string }
  | { readonly kind: 'answers'; readonly answers: Answers }
  | { readonly kind: 'window'; readonly options: object }
  | { readonly kind: 'page'; readonly status: number; readonly policy: string; readonly scripts: readonly number[]; readonly outside: number; readonly written: number }
  | { readonly kind: 'session'; readonly session: SessionView }
  | { readonly kind: 'stream'; readonly session: SessionView }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'focus' }
  | { readonly kind: 'page-failed'; readonly message: string };

/** What each of Electron's questions is answered with; "unanswered" where nobody listens. */
export type Answers = Readonly<Record<string, string | boolean>>;

/** What the test asks of it. */
export type Command = 'reload' | 'close' | 'probe' | 'crash' | 'wander' | 'lose-origin' | 'second-instance';

export function report(what: Report): void {
  process.send?.(what);
}
