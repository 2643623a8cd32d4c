import type { SessionView } from '../../../src-core/contract/schemas.ts';
import type { StandinBounds, StandinDisplays } from './screen.ts';

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
  | { readonly kind: 'session'; readonly name: string; readonly session: SessionView }
  | { readonly kind: 'stream'; readonly name: string; readonly session: SessionView }
  | { readonly kind: 'disconnected'; readonly name: string }
  | { readonly kind: 'focus'; readonly name: string }
  /** The program moved a window, or the test did. */
  | { readonly kind: 'bounds'; readonly name: string; readonly bounds: StandinBounds }
  | { readonly kind: 'maximised'; readonly name: string }
  /** What the core answered a page; a failure as its message. */
  | { readonly kind: 'called'; readonly name: string; readonly operation: string; readonly answer: unknown; readonly failure: string | null }
  | { readonly kind: 'tray'; readonly icon: string; readonly toolTip: string }
  /** Its lines; "-" is one between. */
  | { readonly kind: 'tray-menu'; readonly items: readonly string[] }
  | { readonly kind: 'notification'; readonly title: string; readonly body: string; readonly urgency: string }
  | { readonly kind: 'question'; readonly message: string; readonly detail: string; readonly buttons: readonly string[] }
  /** null: no longer. */
  | { readonly kind: 'kept-awake'; readonly type: string | null }
  | { readonly kind: 'badge'; readonly count: number }
  | { readonly kind: 'crash-reporter'; readonly options: object }
  | { readonly kind: 'no-graphics' }
  | { readonly kind: 'relaunch'; readonly args: readonly string[]; readonly execPath: string | null }
  | { readonly kind: 'protocol-client'; readonly scheme: string }
  | { readonly kind: 'page-failed'; readonly message: string };

/** What each of Electron's questions is answered with; "unanswered" where nobody listens. */
export type Answers = Readonly<Record<string, string | boolean>>;

/** What the test asks of it. */
export type Command = 'reload' | 'close' | 'probe' | 'crash' | 'wander' | 'lose-origin' | 'quit' | WindowCommand | DisplaysCommand | TrayCommand | AnswerCommand | SystemCommand;

/** On the window of that name. */
export type WindowCommand = { readonly kind: 'window'; readonly name: string } & (
  | { readonly act: 'close' | 'minimise' | 'maximise' }
  | { readonly act: 'move'; readonly bounds: StandinBounds }
  | { readonly act: 'call'; readonly operation: string; readonly input: unknown }
);

/** The monitors that are there from now on; the first is the primary one. */
export interface DisplaysCommand {
  readonly kind: 'displays';
  readonly displays: StandinDisplays;
}

/** Chooses from the tray's menu; null is a click on the icon. */
export interface TrayCommand {
  readonly kind: 'tray';
  readonly choose: string | null;
}

/** Presses that button of the oldest open question. */
export interface AnswerCommand {
  readonly kind: 'answer';
  readonly button: string;
}

/** What the system does. */
export type SystemCommand = { readonly kind: 'system' } & (
  | { readonly event: 'second-instance'; readonly argv: readonly string[]; readonly directory: string }
  | { readonly event: 'open-file' | 'open-url'; readonly value: string }
  | { readonly event: 'suspend' | 'resume' }
);

export function report(what: Report): void {
  process.send?.(what);
}
