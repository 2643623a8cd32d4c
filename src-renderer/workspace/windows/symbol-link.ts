import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Link, LinkGroup } from './link-groups.ts';
import type { Stamp, WindowBus, WindowMessage } from './window-bus.ts';

export interface SymbolLinkParts {
  readonly bus: WindowBus;
  /** Names this page among all. */
  readonly page: string;
  readonly now: () => Underlying;
  /** Shows what the group shows. */
  readonly follow: (underlying: Underlying) => void;
}

/**
 * Keeps the windows of a link group on one underlying. What is told is a person's choice, by the window it was made in;
 * a window that follows tells nothing, so nothing goes round. Each choice has a stamp later than all its window knew of,
 * and only what is later is followed, so that two choices at once end with the same one everywhere.
 */
export class SymbolLink {
  readonly #parts: SymbolLinkParts;
  readonly #stopHearing: () => void;
  #group: LinkGroup | null = null;
  /** Of what the group shows; null while this window does not know. */
  #stamp: Stamp | null = null;

  constructor(parts: SymbolLinkParts) {
    this.#parts = parts;
    this.#stopHearing = parts.bus.onMessage((message) => this.#hear(message));
  }

  /** Takes up what the group shows; where nobody answers, the window goes on with its own. */
  join(link: Link): void {
    const group = link === 'none' ? null : link;
    if (group === this.#group) return;
    this.#group = group;
    this.#stamp = null;
    const { bus, page } = this.#parts;
    if (group !== null) bus.post({ kind: 'ask', from: page, group });
  }

  /** The window's person chose it here. */
  chosen(underlying: Underlying): void {
    const { bus, page } = this.#parts;
    if (this.#group === null) return;
    this.#stamp = { count: (this.#stamp?.count ?? 0) + 1, page };
    bus.post({ kind: 'symbol', from: page, group: this.#group, underlying, stamp: this.#stamp });
  }

  close(): void {
    this.#stopHearing();
  }

  #hear(message: WindowMessage): void {
    const { bus, page, now, follow } = this.#parts;
    if ((message.kind !== 'ask' && message.kind !== 'symbol') || message.group !== this.#group) return;
    if (message.kind === 'ask') {
      // Who was there first says what the group shows.
      this.#stamp ??= { count: 1, page };
      bus.post({ kind: 'symbol', from: page, group: message.group, underlying: now(), stamp: this.#stamp });
      return;
    }
    if (this.#stamp !== null && !isLater(message.stamp, this.#stamp)) return;
    this.#stamp = message.stamp;
    follow(message.underlying);
  }
}

function isLater(stamp: Stamp, than: Stamp): boolean {
  return stamp.count > than.count || (stamp.count === than.count && stamp.page > than.page);
}
