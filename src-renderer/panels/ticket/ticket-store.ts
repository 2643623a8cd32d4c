import type { OrderView, PackageView, Ticket } from '../../../src-core/contract/schemas.ts';
import type { Approval } from '../../../src-core/contract/signals.ts';
import { type InstrumentSymbol, parseSymbol, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Money } from '../../../src-core/money.ts';
import type { OrderId, OrderLeg, OrderTerms, Side, TimeInForce, TradeId } from '../../../src-core/orders/order.ts';
import { windowStore } from '../../workspace/window-store.ts';
import { type ExitName, type ExitTexts, type NamedExits, NO_EXITS, withoutPrices } from './exit-prices.ts';
import { roundNet } from './net-price-input.ts';
import { signalProblem, type TicketSignal } from './ticket-signal.ts';

export const MOST_LEGS = 4;
export const LARGEST_RATIO = 100;
export const LARGEST_QUANTITY = 10_000;

export type OrderType = OrderTerms['type'];
/** The package's net prices that a limit can start from. */
export type NetQuote = 'natural' | 'mid' | 'expected';

export type TicketField = 'quantity' | 'limit' | 'stop';

/** Terms while they are being written: prices are null until typed or taken from a preview. */
export interface DraftTerms {
  readonly type: OrderType;
  readonly limit: Money | null;
  readonly stop: Money | null;
  /** Where a limit that is not set yet comes from with the next preview. */
  readonly limitFrom: NetQuote;
}

/** What the trader is doing with the ticket. A reviewed ticket is frozen under one order id: sent twice, it is one order. */
export type TicketStage =
  | { readonly kind: 'editing' }
  | { readonly kind: 'review'; readonly id: OrderId; readonly ticket: Ticket; readonly exits: NamedExits | null }
  | { readonly kind: 'sending'; readonly id: OrderId; readonly ticket: Ticket; readonly exits: NamedExits | null };

/** What became of the last ticket that was sent. */
export type TicketOutcome =
  | { readonly kind: 'sent'; readonly order: OrderView }
  | { readonly kind: 'refused'; readonly message: string; readonly field: string | null }
  /** The core takes it only once it is confirmed, and says why. */
  | { readonly kind: 'confirm'; readonly message: string }
  /** The connection broke before an answer: the order may have gone out. */
  | { readonly kind: 'unknown'; readonly message: string };

export interface TicketState {
  readonly legs: readonly OrderLeg[];
  /** Packages. */
  readonly quantity: number;
  readonly terms: DraftTerms;
  readonly timeInForce: TimeInForce;
  /** The target and the stop to go with it, as typed. */
  readonly exits: ExitTexts;
  /** The trade that this ticket closes. */
  readonly tradeId: TradeId | undefined;
  /** The signal that this ticket acts on; null for an order of one's own. */
  readonly signal: TicketSignal | null;
  /** What an edit did besides what it says, a sentence. */
  readonly remark: string | null;
  readonly stage: TicketStage;
  /** What is wrong with a field's text, while it is; the value behind it is still the last good one. */
  readonly invalid: Readonly<Partial<Record<TicketField, string>>>;
  /** Why the last edit was refused. */
  readonly refusal: string | null;
  readonly outcome: TicketOutcome | null;
  /** A leg that is there with the other side is taken off; with the same side its ratio grows by one. */
  addLeg(symbol: InstrumentSymbol, side: Side): void;
  removeLeg(symbol: InstrumentSymbol): void;
  /** Turns one leg's side, or every leg's. */
  flip(symbol?: InstrumentSymbol): void;
  setRatio(symbol: InstrumentSymbol, ratio: number): void;
  /** Moves the ratios' common divisor into the quantity. */
  reduceRatios(): void;
  setQuantity(quantity: number): void;
  setType(type: OrderType): void;
  setLimit(limit: Money): void;
  setStop(stop: Money): void;
  setTimeInForce(timeInForce: TimeInForce): void;
  setExit(name: ExitName, text: string): void;
  /** The field's text is no value; the ticket cannot be reviewed until it is. */
  setInvalid(field: TicketField, problem: string): void;
  clear(): void;
  /** Replaces the ticket by one for these legs. */
  loadLegs(legs: readonly OrderLeg[], quantity: number): void;
  /** Replaces the ticket by one that closes what is left of the package. */
  loadClosing(trade: Pick<PackageView, 'tradeId' | 'legs'>, at: 'mid' | 'natural'): void;
  /** Replaces the ticket by the one that a signal was approved as. */
  loadSignal(id: string, approval: Approval): void;
  /** The signal's price is gone: it is not sent any more. Does nothing to the ticket of another signal. */
  expireSignal(id: string, reason: string): void;
  /** Drops the signal and keeps the package. */
  keepAsOwn(): void;
  /** Gives a limit that is not set yet the preview's price. */
  priceFrom(quotes: Readonly<Record<NetQuote, Money | null>>): void;
  /** Freezes the ticket under `id`, with what is to go with it; only from editing. */
  review(id: OrderId, ticket: Ticket, exits?: NamedExits | null): void;
  back(): void;
  /** Returns what is to be sent, once: null unless the ticket is in review. */
  beginSending(): { readonly id: OrderId; readonly ticket: Ticket; readonly exits: NamedExits | null } | null;
  sent(order: OrderView): void;
  refused(message: string, field: string | null): void;
  /** Back to review with the core's question: nothing was sent. */
  askedAgain(message: string): void;
  /** Back to review under the same id, so that sending again cannot make a second order. */
  unanswered(message: string): void;
}

const EDITING: TicketStage = { kind: 'editing' };
const NO_PRICES = { limit: null, stop: null, limitFrom: 'mid' } as const;

const EMPTY = {
  legs: [] as readonly OrderLeg[],
  quantity: 1,
  terms: { type: 'limit', ...NO_PRICES } as DraftTerms,
  timeInForce: 'DAY' as TimeInForce,
  exits: NO_EXITS,
  tradeId: undefined as TradeId | undefined,
  signal: null as TicketSignal | null,
  remark: null as string | null,
  stage: EDITING,
  invalid: {} as TicketState['invalid'],
  refusal: null as string | null,
  outcome: null as TicketOutcome | null,
};

/** The one ticket of the window. Every edit leaves the review; while an order is being sent, edits are refused. */
export const useTicket = windowStore<TicketState>((set, get) => {
  function edit(change: (state: TicketState) => Partial<TicketState>): void {
    set((state) =>
      state.stage.kind === 'sending'
        ? { refusal: 'the order is being sent; wait for its answer' }
        : { stage: EDITING, refusal: null, remark: null, outcome: null, ...change(state) },
    );
  }

  /** Another package has another price: what was typed for the old one no longer holds. */
  function withLegs(state: TicketState, legs: readonly OrderLeg[]): Partial<TicketState> {
    if (legs.length === 0) return { ...EMPTY };
    const remark = state.signal === null ? null : `With other legs this is your own order, no longer the signal’s (${state.signal.title}).`;
    return { legs, tradeId: undefined, signal: null, remark, terms: { ...state.terms, ...NO_PRICES }, exits: withoutPrices(state.exits), invalid: {} };
  }

  function withValue(state: TicketState, field: TicketField, value: Partial<TicketState>): Partial<TicketState> {
    const { [field]: _, ...invalid } = state.invalid;
    return { ...value, invalid };
  }

  return {
    ...EMPTY,
    addLeg: (symbol, side) =>
      edit((state) => {
        const present = state.legs.find((leg) => leg.symbol === symbol);
        if (present && present.side !== side) return withLegs(state, state.legs.filter((leg) => leg !== present));
        if (present) {
          if (present.ratio >= LARGEST_RATIO) return { refusal: `a leg's ratio is at most ${LARGEST_RATIO}` };
          return withLegs(state, state.legs.map((leg) => (leg === present ? { ...leg, ratio: leg.ratio + 1 } : leg)));
        }
        const underlying = underlyingOf(state.legs);
        const added = parseSymbol(symbol).underlying;
        if (underlying !== null && added !== underlying) {
          return { refusal: `the ticket is for ${underlying}; send or clear it before adding a leg of ${added}` };
        }
        if (state.legs.length >= MOST_LEGS) return { refusal: `a ticket has at most ${MOST_LEGS} legs; remove one first` };
        return withLegs(state, [...state.legs, { symbol, side, ratio: 1 }]);
      }),
    removeLeg: (symbol) => edit((state) => withLegs(state, state.legs.filter((leg) => leg.symbol !== symbol))),
    flip: (symbol) =>
      edit((state) =>
        withLegs(state, state.legs.map((leg) => (symbol === undefined || leg.symbol === symbol ? { ...leg, side: opposite(leg.side) } : leg))),
      ),
    setRatio: (symbol, ratio) =>
      edit((state) => {
        if (!isWhole(ratio, LARGEST_RATIO)) return { refusal: `a leg's ratio is a whole number from 1 to ${LARGEST_RATIO}` };
        return withLegs(state, state.legs.map((leg) => (leg.symbol === symbol ? { ...leg, ratio } : leg)));
      }),
    reduceRatios: () =>
      edit((state) => {
        const divisor = commonDivisor(state.legs.map((leg) => leg.ratio));
        const quantity = state.quantity * divisor;
        if (quantity > LARGEST_QUANTITY) return { refusal: `the quantity would be ${quantity}; at most ${LARGEST_QUANTITY} packages` };
        return { ...withLegs(state, state.legs.map((leg) => ({ ...leg, ratio: leg.ratio / divisor }))), quantity };
      }),
    setQuantity: (quantity) =>
      edit((state) =>
        isWhole(quantity, LARGEST_QUANTITY)
          ? withValue(state, 'quantity', { quantity })
          : { invalid: { ...state.invalid, quantity: `the quantity is a whole number from 1 to ${LARGEST_QUANTITY}` } },
      ),
    // The price fields are written anew, with the last good prices.
    setType: (type) =>
      edit(({ terms, invalid: { limit: _limit, stop: _stop, ...invalid } }) => ({ terms: { ...terms, type }, invalid })),
    setLimit: (limit) => edit((state) => withValue(state, 'limit', { terms: { ...state.terms, limit } })),
    setStop: (stop) => edit((state) => withValue(state, 'stop', { terms: { ...state.terms, stop } })),
    setTimeInForce: (timeInForce) => edit(() => ({ timeInForce })),
    setExit: (name, text) => edit(({ exits }) => ({ exits: { ...exits, [name]: text } })),
    setInvalid: (field, problem) => edit((state) => ({ invalid: { ...state.invalid, [field]: problem } })),
    clear: () => edit(() => ({ ...EMPTY })),
    loadLegs: (legs, quantity) =>
      edit(() => {
        if (legs.length > MOST_LEGS) return { refusal: `a ticket has at most ${MOST_LEGS} legs; these are ${legs.length}` };
        if (!isWhole(quantity, LARGEST_QUANTITY)) return { refusal: `the quantity is a whole number from 1 to ${LARGEST_QUANTITY}` };
        if (legs.some(({ ratio }) => !isWhole(ratio, LARGEST_RATIO))) return { refusal: `a leg's ratio is a whole number from 1 to ${LARGEST_RATIO}` };
        return { ...EMPTY, legs, quantity };
      }),
    loadClosing: (trade, at) =>
      edit(() => {
        const held = trade.legs.filter((leg) => leg.quantity !== 0);
        const quantity = commonDivisor(held.map((leg) => Math.abs(leg.quantity)));
        const legs = held.map((leg): OrderLeg => ({
          symbol: leg.symbol,
          side: leg.quantity > 0 ? 'sell' : 'buy',
          ratio: Math.abs(leg.quantity) / quantity,
        }));
        if (legs.length === 0) return { refusal: 'nothing is left of this package to close' };
        if (legs.length > MOST_LEGS) return { refusal: `this package has ${legs.length} legs; a ticket has at most ${MOST_LEGS}` };
        if (held.some((leg) => parseSymbol(leg.symbol).kind === 'shares')) {
          return { refusal: 'expiry left shares in this package; the ticket takes options' };
        }
        return { ...EMPTY, legs, quantity, tradeId: trade.tradeId, terms: { ...EMPTY.terms, limitFrom: at } };
      }),
    loadSignal: (id, { ticket, bound, expiresAt, title, generatedAt }) =>
      edit(() => ({
        ...EMPTY,
        legs: ticket.legs,
        quantity: ticket.quantity,
        terms: { ...EMPTY.terms, type: ticket.terms.type, limit: 'limit' in ticket.terms ? ticket.terms.limit : null, stop: 'stop' in ticket.terms ? ticket.terms.stop : null },
        timeInForce: ticket.timeInForce,
        signal: { id, underlying: ticket.underlying, title, generatedAt, expiresAt, bound, expired: null },
      })),
    expireSignal: (id, reason) =>
      set(({ signal, stage }) => (signal?.id === id && signal.expired === null && stage.kind !== 'sending' ? { signal: { ...signal, expired: reason } } : {})),
    keepAsOwn: () => edit(() => ({ signal: null })),
    priceFrom: (quotes) =>
      set((state) => {
        const quote = quotes[state.terms.limitFrom];
        if (state.stage.kind !== 'editing' || state.terms.limit !== null || quote === null) return state;
        return { terms: { ...state.terms, limit: roundNet(quote) } };
      }),
    review: (id, ticket, exits = null) =>
      set((state) => (state.stage.kind === 'editing' ? { stage: { kind: 'review', id, ticket, exits }, refusal: null, outcome: null } : state)),
    back: () => set((state) => (state.stage.kind === 'review' ? { stage: EDITING, outcome: state.outcome?.kind === 'confirm' ? null : state.outcome } : state)),
    beginSending: () => {
      const { stage, signal } = get();
      if (stage.kind !== 'review' || (signal !== null && signal.expired !== null)) return null;
      set({ stage: { ...stage, kind: 'sending' }, refusal: null, outcome: null });
      return { id: stage.id, ticket: stage.ticket, exits: stage.exits };
    },
    sent: (order) => set({ ...EMPTY, outcome: { kind: 'sent', order } }),
    refused: (message, field) => set({ stage: EDITING, outcome: { kind: 'refused', message, field } }),
    askedAgain: (message) => set(({ stage }) => (stage.kind === 'sending' ? { stage: { ...stage, kind: 'review' }, outcome: { kind: 'confirm', message } } : {})),
    unanswered: (message) =>
      set(({ stage }) => ({
        stage: stage.kind === 'sending' ? { ...stage, kind: 'review' } : stage,
        outcome: { kind: 'unknown', message },
      })),
  };
});

/** The underlying of the ticket's legs; null while it has none. */
export function underlyingOf(legs: readonly OrderLeg[]): Underlying | null {
  const [first] = legs;
  return first === undefined ? null : parseSymbol(first.symbol).underlying;
}

export type Draft = Pick<TicketState, 'legs' | 'quantity' | 'terms' | 'timeInForce' | 'tradeId' | 'signal' | 'invalid'>;
export type CompleteTicket = { readonly ticket: Ticket } | { readonly problem: string; readonly field: TicketField | 'legs' | 'signal' };

/** The ticket as the contract takes it, or what it still lacks. */
export function completeTicket(draft: Draft): CompleteTicket {
  const underlying = underlyingOf(draft.legs);
  if (underlying === null) return { problem: 'the ticket has no leg', field: 'legs' };
  const divisor = commonDivisor(draft.legs.map((leg) => leg.ratio));
  if (divisor > 1) return { problem: `every ratio is a multiple of ${divisor}: that is ${divisor} packages`, field: 'legs' };
  const invalid = fieldsOf(draft.terms.type).find((field) => draft.invalid[field] !== undefined);
  if (invalid !== undefined) return { problem: draft.invalid[invalid] ?? '', field: invalid };
  const terms = completeTerms(draft.terms);
  if ('problem' in terms) return terms;
  const problem = draft.signal === null ? null : signalProblem(draft.signal, terms);
  return problem === null ? { ticket: ticketWith(draft, underlying, terms) } : { problem, field: 'signal' };
}

/**
 * What to preview: the ticket, or while a price was never set the same package at the market.
 * null while there is no package; "hold" while a text is no value, so that the last figures stay.
 */
export function previewTicket(draft: Draft): Ticket | 'hold' | null {
  const complete = completeTicket(draft);
  if ('ticket' in complete) return complete.ticket;
  const underlying = underlyingOf(draft.legs);
  if (underlying === null) return null;
  // What a signal is not good for any more can still be looked at.
  if (complete.field === 'signal') return previewTicket({ ...draft, signal: null });
  if (complete.field === 'legs' || draft.invalid[complete.field] !== undefined) return 'hold';
  return ticketWith(draft, underlying, { type: 'market' });
}

function fieldsOf(type: OrderType): readonly TicketField[] {
  const prices = { market: [], limit: ['limit'], stop: ['stop'], stop_limit: ['stop', 'limit'] } as const;
  return ['quantity', ...prices[type]];
}

function ticketWith(draft: Draft, underlying: Underlying, terms: OrderTerms): Ticket {
  const { legs, quantity, timeInForce, tradeId, signal } = draft;
  return { underlying, legs: [...legs], quantity, terms, timeInForce, ...(tradeId === undefined ? {} : { tradeId }), ...(signal === null ? {} : { signalId: signal.id }) };
}

function completeTerms({ type, limit, stop }: DraftTerms): OrderTerms | { readonly problem: string; readonly field: 'limit' | 'stop' } {
  const noStop = { problem: 'type the stop price', field: 'stop' } as const;
  const noLimit = { problem: 'type the limit price', field: 'limit' } as const;
  switch (type) {
    case 'market':
      return { type };
    case 'limit':
      return limit === null ? noLimit : { type, limit };
    case 'stop':
      return stop === null ? noStop : { type, stop };
    case 'stop_limit':
      if (stop === null) return noStop;
      return limit === null ? noLimit : { type, stop, limit };
  }
}

function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

function isWhole(value: number, largest: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= largest;
}

function commonDivisor(numbers: readonly number[]): number {
  const pair = (left: number, right: number): number => (right === 0 ? left : pair(right, left % right));
  return numbers.reduce(pair, 0);
}
