import { fragmentOf, nextWindowName, type WindowName } from '../../../src-core/contract/window-names.ts';
import type { Link } from './link-groups.ts';
import type { WindowBus } from './window-bus.ts';

export interface WindowOpenerParts {
  readonly bus: WindowBus;
  readonly page: string;
  readonly name: WindowName;
  readonly link: () => Link;
  /** Asks the shell to open one; null where the page opens its own. Rejects with what stands in the way. */
  readonly byShell: (() => Promise<unknown>) | null;
  /** Opens this page's own address with another fragment. */
  readonly byPage: (fragment: string) => void;
  readonly after: (milliseconds: number, run: () => void) => void;
}

/** For windows to answer that they are there; they do at once. */
const ANSWER_MS = 80;
/** For a window to open and to say so, on a machine that is busy. */
const OPEN_MS = 12_000;

/** Opens further windows, and tells each what it is opened for. */
export class WindowOpener {
  readonly #parts: WindowOpenerParts;

  constructor(parts: WindowOpenerParts) {
    this.#parts = parts;
  }

  /** Opens one that is linked as this one and shows its first panels, or `panel` alone. Resolves when it is there and shows it; rejects with why it is not, a sentence. */
  async open(panel: string | null): Promise<void> {
    const { byShell, byPage } = this.#parts;
    const taken = await this.#taken();
    const next = nextWindowName(taken);
    if (next === null) throw new Error('Eight windows are open, which is the most: close one first.');
    const isThere = this.#welcome(taken, panel);
    if (byShell !== null) {
      await Promise.race([byShell().then(() => isThere), isThere]);
      return;
    }
    byPage(fragmentOf(next));
    await isThere;
  }

  /** The windows that are there, this one among them. */
  #taken(): Promise<ReadonlySet<WindowName>> {
    const { bus, page, name, after } = this.#parts;
    const taken = new Set([name]);
    const stop = bus.onMessage((message) => {
      if (message.kind === 'here') taken.add(message.name);
    });
    bus.post({ kind: 'who', from: page });
    return new Promise((resolve) =>
      after(ANSWER_MS, () => {
        stop();
        resolve(taken);
      }),
    );
  }

  /** Waits for a window that was not there before, and tells it what it is opened for. */
  #welcome(known: ReadonlySet<WindowName>, panel: string | null): Promise<void> {
    const { bus, page, link, after } = this.#parts;
    let fresh: string | null = null;
    return new Promise((resolve, reject) => {
      const stop = bus.onMessage((message) => {
        if (message.kind === 'here' && fresh === null && !known.has(message.name)) {
          fresh = message.from;
          bus.post({ kind: 'welcome', from: page, to: fresh, link: link(), panel });
          if (panel === null) finish();
        } else if (message.kind === 'took' && message.from === fresh && message.to === page) finish();
      });
      const finish = (): void => {
        stop();
        resolve();
      };
      after(OPEN_MS, () => {
        stop();
        reject(new Error('The window did not open. Where the browser keeps pop-ups back, allow them for this address and try again.'));
      });
    });
  }
}
