import type { HistoryView } from '../../../src-core/contract/connections.ts';
import { type Ticker, TICKERS } from '../../../src-core/instruments/instrument.ts';
import type { HistoryRange } from './market-range.ts';

/** A bar is recorded each minute. */
export const REFRESH_MS = 60_000;

/** What is known of a ticker's past; both null before the first answer. What was read last stays when a later reading fails. */
export interface HistoryRead {
  readonly view: HistoryView | null;
  readonly failure: string | null;
}
export type Histories = Readonly<Partial<Record<Ticker, HistoryRead>>>;

/** Reads the past of every ticker over one range at once, and again each minute. What was read of a range is shown again at once. */
export class HistoryReader {
  readonly #ask: (ticker: Ticker, range: HistoryRange, signal: AbortSignal) => Promise<HistoryView>;
  readonly #show: (range: HistoryRange, histories: Histories) => void;
  readonly #read = new Map<HistoryRange, Histories>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #questions: AbortController | undefined;

  constructor(ask: (ticker: Ticker, range: HistoryRange, signal: AbortSignal) => Promise<HistoryView>, show: (range: HistoryRange, histories: Histories) => void) {
    this.#ask = ask;
    this.#show = show;
  }

  /** Asks now and from then on, until stopped or told another range. */
  watch(range: HistoryRange): void {
    this.stop();
    const questions = new AbortController();
    this.#questions = questions;
    this.#show(range, this.#read.get(range) ?? {});
    void this.#askAll(range, questions.signal);
  }

  /** Cancels what is under way and asks nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#questions?.abort();
    this.#questions = undefined;
  }

  async #askAll(range: HistoryRange, signal: AbortSignal): Promise<void> {
    await Promise.all(TICKERS.map((ticker) => this.#askOne(ticker, range, signal)));
    if (!signal.aborted) this.#timer = setTimeout(() => void this.#askAll(range, signal), REFRESH_MS);
  }

  async #askOne(ticker: Ticker, range: HistoryRange, signal: AbortSignal): Promise<void> {
    const before = this.#read.get(range)?.[ticker]?.view ?? null;
    let read: HistoryRead;
    try {
      read = { view: await this.#ask(ticker, range, signal), failure: null };
    } catch (error) {
      read = { view: before, failure: error instanceof Error ? error.message : String(error) };
    }
    if (signal.aborted) return;
    const histories = { ...this.#read.get(range), [ticker]: read };
    this.#read.set(range, histories);
    this.#show(range, histories);
  }
}
