import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { Preview, Ticket } from '../../../src-core/contract/schemas.ts';
import type { OrderLeg } from '../../../src-core/orders/order.ts';

/** Waits for edits to pause before asking. */
export const EDIT_PAUSE_MS = 120;
/** Between an answer and the next question about the same ticket. */
export const REFRESH_MS = 1_000;

/** The newest answer, and whether it still answers what the ticket says. */
export interface PreviewView {
  readonly preview: Preview | null;
  /** The ticket that `preview` answers: an earlier one while stale. */
  readonly ticket: Ticket | null;
  /** True while `preview` belongs to an earlier edit, or the core has not answered lately. */
  readonly stale: boolean;
  readonly failure: { readonly message: string; readonly field: string | null } | null;
}

export const NO_PREVIEW: PreviewView = { preview: null, ticket: null, stale: false, failure: null };

/**
 * Asks for previews of one ticket at a time: after a pause on edits, then once a second. A change cancels the
 * question under way; the last answer stays, marked stale, until the next one.
 */
export class PreviewLoop {
  readonly #ask: (ticket: Ticket, signal: AbortSignal) => Promise<Preview>;
  readonly #show: (view: PreviewView) => void;
  #view: PreviewView = NO_PREVIEW;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #question: AbortController | undefined;

  constructor(ask: (ticket: Ticket, signal: AbortSignal) => Promise<Preview>, show: (view: PreviewView) => void) {
    this.#ask = ask;
    this.#show = show;
  }

  /** Begins with a ticket that differs from the last one. null drops the old answer. */
  watch(ticket: Ticket | null): void {
    this.stop();
    if (ticket === null) {
      this.#set(NO_PREVIEW);
      return;
    }
    this.#set({ ...this.#view, stale: this.#view.preview !== null, failure: null });
    this.#askIn(EDIT_PAUSE_MS, ticket);
  }

  /** Asks nothing more; the last answer stays, marked stale. */
  hold(): void {
    this.stop();
    this.#set({ ...this.#view, stale: this.#view.preview !== null, failure: null });
  }

  /** Cancels the question under way and asks nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#question?.abort();
    this.#question = undefined;
  }

  #askIn(delay: number, ticket: Ticket): void {
    this.#timer = setTimeout(() => void this.#askNow(ticket), delay);
  }

  async #askNow(ticket: Ticket): Promise<void> {
    const question = new AbortController();
    this.#question = question;
    // An answer that is late leaves the old figures on show: they must say that they are old.
    const late = setTimeout(() => this.#set({ ...this.#view, stale: this.#view.preview !== null }), REFRESH_MS);
    try {
      const preview = await this.#ask(ticket, question.signal);
      if (!question.signal.aborted) this.#set({ preview, ticket, stale: false, failure: null });
    } catch (error) {
      if (!question.signal.aborted) this.#set({ ...this.#view, stale: this.#view.preview !== null, failure: failureOf(error) });
    } finally {
      clearTimeout(late);
    }
    if (!question.signal.aborted) this.#askIn(REFRESH_MS, ticket);
  }

  #set(view: PreviewView): void {
    this.#view = view;
    this.#show(view);
  }
}

/** What tells one package of a ticket from another. */
type Package = Pick<Ticket, 'quantity'> & { readonly legs: readonly OrderLeg[]; readonly tradeId?: string | undefined };

/** The preview where it is of this very package and this many of it, at whatever price; null while it is of another. */
export function previewOf({ preview, ticket: answered }: PreviewView, ticket: Ticket | Package): Preview | null {
  const isSame =
    answered !== null &&
    answered.quantity === ticket.quantity &&
    answered.tradeId === ticket.tradeId &&
    answered.legs.length === ticket.legs.length &&
    answered.legs.every((leg, index) => {
      const other = ticket.legs[index];
      return leg.symbol === other?.symbol && leg.side === other.side && leg.ratio === other.ratio;
    });
  return isSame ? preview : null;
}

/** The message and the field of a failed call. */
export function failureOf(error: unknown): { readonly message: string; readonly field: string | null } {
  if (error instanceof ContractFailure) return { message: error.message, field: error.field ?? null };
  return { message: error instanceof Error ? error.message : String(error), field: null };
}
