import fc from 'fast-check';
import type { QuoteStatus } from '../../../src-core/market/chain.ts';
import { type InstrumentSymbol, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { CENT, fromDollars, type Money, money, roundToTick } from '../../../src-core/money.ts';
import { isOpen } from '../../../src-core/orders/life-cycle.ts';
import { packageQuote } from '../../../src-core/orders/net-price.ts';
import type { Order, OrderLeg, OrderPurpose, OrderTerms } from '../../../src-core/orders/order.ts';
import { greatestCommonDivisor } from '../../../src-core/orders/ratio.ts';
import { INITIAL_LIMITS, type LimitName, LIMITS } from '../../../src-core/risk/limits.ts';
import { BREAKERS, type BreakerName } from '../../../src-core/risk/trading-state.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { Choices } from './choices.ts';
import { type Answer, type OrderDesk, tradableNet } from './order-desk.ts';
import type { DeskProof, Mover } from './desk-proof.ts';
import { type Listed, STRIKES } from './sequence-market.ts';

/** What sequences are about: which of the rarer things come often. */
export interface Theme {
  /** Limits that a sequence may begin with, each with the values to choose from, those of the table where it has none. */
  readonly limits: Partial<Readonly<Record<LimitName, readonly [number, ...number[]]>>>;
  readonly capital: readonly [number, ...number[]];
  /** Of a hundred steps. */
  readonly states: number;
  readonly tightenings: number;
  readonly lateFills: number;
  /** A sequence in so many begins with positions that no order of it brought; 0 for none. */
  readonly received: number;
}

export type Sequence = readonly [start: readonly number[], steps: readonly (readonly number[])[]];

const numbers = fc.noBias(fc.nat(2 ** 30));
/** Short ones; what a number means is said by `takeStep`. */
export const sequences: fc.Arbitrary<Sequence> = fc.tuple(
  fc.tuple(numbers, numbers),
  fc.array(fc.tuple(fc.noBias(fc.nat(99)), numbers, numbers), { minLength: 5, maxLength: 15, size: 'max' }),
);

/** What a step did, to be written out where a sequence fails, and its mover. */
export interface Taken {
  readonly text: () => string;
  readonly mover: Mover;
  readonly answer: Answer | null;
}

const NOTHING: Taken = { text: () => 'nothing', mover: { by: 'market' }, answer: null };

export function startSequence(desk: OrderDesk, theme: Theme, numbers: readonly number[]): void {
  const choices = new Choices(numbers);
  const limits: Record<LimitName, number> = { ...INITIAL_LIMITS };
  for (const [name, values] of Object.entries(theme.limits)) limits[name as LimitName] = choices.of(values);
  desk.reset({ time: desk.session.open + choices.between(1, 300) * MINUTE, capital: fromDollars(choices.of(theme.capital)), limits });
  desk.confidence = choices.once(3) ? null : { probability: choices.between(40, 95) / 100, calibrated: !choices.once(4) };
  if (theme.received === 0 || !choices.once(theme.received)) return;
  for (let trade = choices.between(1, 3); trade > 0; trade -= 1) {
    const underlying = anyUnderlying(choices);
    const legs = anyPackage(desk, underlying, choices);
    const net = tradableNet(legs, netAt(desk, legs));
    if (net !== null) desk.receive(legs, underlying, packagesOf(legs, choices), net);
  }
}

/** Takes a step: `kind` is 0 to 99. */
export function takeStep(desk: OrderDesk, proof: DeskProof, theme: Theme, [kind = 0, ...numbers]: readonly number[]): Taken {
  const choices = new Choices(numbers);
  desk.now += choices.once(40) ? choices.between(1, 120) * MINUTE : choices.between(200, 4_000);
  const rare = [theme.states, theme.states + theme.tightenings, theme.states + theme.tightenings + theme.lateFills] as const;
  if (kind < rare[0]) return changeState(desk, choices);
  if (kind < rare[1]) return tighten(desk, choices);
  if (kind < rare[2]) return fillLate(desk, choices);
  const often = choices.below(100);
  if (often < 36) return open(desk, proof, choices);
  if (often < 46) return close(desk, proof, choices);
  if (often < 68) return fill(desk, choices);
  if (often < 76) return change(desk, proof, choices);
  if (often < 84) return answer(desk, choices);
  if (often < 89) return cancel(desk, choices);
  return moveMarket(desk, choices);
}

function anyUnderlying(choices: Choices): Underlying {
  return choices.of(['SPY', 'SPY', 'SPY', 'QQQ', 'IWM']);
}

type Shape = readonly (readonly [right: 'call' | 'put', strike: number, quantity: number])[];

/** Signed legs by the number of the strike; `at` is the lowest, `one` and `other` are widths. */
const SHAPES: readonly [(at: number, one: number, other: number) => Shape, ...((at: number, one: number, other: number) => Shape)[]] = [
  (at, one) => [['put', at, 1], ['put', at + one, -1]],
  (at, one) => [['call', at, -1], ['call', at + one, 1]],
  (at, one) => [['put', at, -1], ['put', at + one, 1]],
  (at, one) => [['call', at, 1], ['call', at + one, -1]],
  (at, one, other) => [['put', at, 1], ['put', at + one, -1], ['call', STRIKES - 1 - other, -1], ['call', STRIKES - 1, 1]],
  (at) => [['call', at, 1]],
  (at) => [['put', at, 1]],
  (at) => [['call', at, -1]],
  (at) => [['put', at, -1]],
  (at, one) => [['put', at, -1], ['call', at + one, -1]],
  (at) => [['put', at, 1], ['call', at, 1]],
  (at, one) => [['call', at, 1], ['call', at + one, -2]],
  (at, one) => [['call', at, -1], ['call', at + one, 2]],
  (at, one) => [['put', at, -2], ['put', at + one, 1]],
  (at) => [['call', at, 1], ['call', at + 1, -2], ['call', at + 2, 1]],
  (at, one) => [['call', at, 1], ['put', at, -1], ['call', at + one, -1], ['put', at + one, 1]],
];

function anyPackage(desk: OrderDesk, underlying: Underlying, choices: Choices): readonly OrderLeg[] {
  const { market } = desk;
  if (choices.once(25)) return [{ symbol: market.shares(underlying).symbol, side: choices.once(2) ? 'buy' : 'sell', ratio: 1 }];
  const [one, other] = [choices.between(1, 3), choices.between(1, 2)];
  const shape = choices.of(SHAPES)(choices.below(STRIKES), one, other);
  const legs = new Map<InstrumentSymbol, number>();
  for (const [right, strike, quantity] of shape) {
    const { symbol }: Listed = market.option(underlying, right, Math.min(STRIKES - 1, strike));
    legs.set(symbol, (legs.get(symbol) ?? 0) + quantity);
  }
  const written = legsOf([...legs]);
  return written.length > 0 ? written : [{ symbol: market.option(underlying, 'call', 0).symbol, side: 'buy', ratio: 1 }];
}

/** Signed units as the legs of one package. */
function legsOf(units: readonly (readonly [symbol: InstrumentSymbol, quantity: number])[]): readonly OrderLeg[] {
  const all = units.filter(([, quantity]) => quantity !== 0);
  const divisor = greatestCommonDivisor(all.map(([, quantity]) => Math.abs(quantity)));
  return all.map(([symbol, quantity]) => ({ symbol, side: quantity > 0 ? 'buy' : 'sell', ratio: Math.abs(quantity) / divisor }));
}

function packagesOf(legs: readonly OrderLeg[], choices: Choices): number {
  const isShares = legs.some(({ symbol }) => symbol.length < 6);
  return isShares ? choices.of([100, 100, 200, 50]) : choices.of([1, 1, 2, 2, 3, 4, 5, 8]);
}

/** What a package would trade at, quoted or not. */
function netAt(desk: OrderDesk, legs: readonly OrderLeg[]): Money {
  return money(legs.reduce((sum, { symbol, side, ratio }) => sum + (side === 'buy' ? 1 : -1) * ratio * desk.market.price(symbol), 0));
}

function anyTerms(desk: OrderDesk, legs: readonly OrderLeg[], choices: Choices): OrderTerms {
  const { quote } = packageQuote(legs, (symbol) => desk.market.quote(symbol));
  const near = roundToTick(quote?.natural ?? netAt(desk, legs), CENT);
  const away = (cents: number): Money => money(near + cents * CENT);
  switch (choices.of(['limit', 'limit', 'limit', 'limit', 'limit', 'limit', 'market', 'market', 'stop', 'stop_limit'])) {
    case 'market':
      return { type: 'market' };
    case 'stop':
      return { type: 'stop', stop: away(choices.between(-10, 30)) };
    case 'stop_limit':
      return { type: 'stop_limit', stop: away(choices.between(-10, 20)), limit: away(choices.between(0, 40)) };
    default:
      return { type: 'limit', limit: away(choices.once(8) ? choices.between(-80, 80) : choices.between(-8, 8)) };
  }
}

function open(desk: OrderDesk, proof: DeskProof, choices: Choices): Taken {
  const underlying = anyUnderlying(choices);
  const legs = anyPackage(desk, underlying, choices);
  const isAutomated = choices.once(10);
  return place(desk, proof, choices, { underlying, legs, quantity: packagesOf(legs, choices), terms: anyTerms(desk, legs, choices), ...(isAutomated ? { source: 'automated', signalId: 'signal' } : { source: 'manual' }) });
}

/** Some or all of a trade, or what would take back more than it holds; as a trade, an exit or a step of a flattening plan. */
function close(desk: OrderDesk, proof: DeskProof, choices: Choices): Taken {
  const holding = choices.from(desk.book.holdings());
  if (holding === undefined) return open(desk, proof, choices);
  const { tradeId } = holding;
  const held = desk.book.holdingsOf(tradeId);
  const back = (part: typeof held): readonly OrderLeg[] => legsOf(part.map(({ symbol, quantity }) => [symbol, -quantity] as const));
  // A package without a leg of ratio 1 has no prices of its own that make up every net.
  const isWhole = !choices.once(4) && back(held).some(({ ratio }) => ratio === 1);
  const part = isWhole ? held : [holding];
  const legs = back(part);
  const [first] = legs;
  const packages = first === undefined ? 1 : Math.abs(part[0]?.quantity ?? 1) / first.ratio;
  const quantity = choices.once(12) ? packages + 1 : choices.once(2) ? packages : choices.between(1, packages);
  const purpose: OrderPurpose = choices.of(['trade', 'trade', 'exit', 'flatten']);
  const isNamed = purpose !== 'trade' || !choices.once(3);
  const { underlying } = desk.market.listed(holding.symbol);
  return place(desk, proof, choices, { underlying, legs, quantity, terms: anyTerms(desk, legs, choices), source: purpose === 'trade' ? 'manual' : 'automated', purpose, ...(isNamed ? { tradeId } : {}) });
}

type Asked = Omit<Parameters<OrderDesk['place']>[0], 'timeInForce'>;

function place(desk: OrderDesk, proof: DeskProof, choices: Choices, asked: Asked): Taken {
  if (asked.legs.length > 4) return NOTHING;
  const { working } = desk;
  const meanwhile = choices.once(20) ? () => void changeState(desk, choices) : undefined;
  const said = desk.place({ ...asked, timeInForce: 'DAY' }, meanwhile);
  if (said.said === 'sent' && !choices.once(4)) desk.report(said.order, { type: 'accepted' });
  return { text: () => `place ${orderText(asked)}: ${answerText(said)}`, mover: moverOf(proof, said, working), answer: said };
}

/** `former`: what worked before it. */
function moverOf(proof: DeskProof, said: Answer, former: readonly Order[]): Mover {
  if (said.said !== 'sent') return { by: 'market' };
  if (said.order.purpose === 'flatten') return { by: 'flattening' };
  const { order } = said;
  return { by: 'order', order, former, reduces: proof.reduces(order, former.filter(({ id }) => id !== order.id)) };
}

function change(desk: OrderDesk, proof: DeskProof, choices: Choices): Taken {
  const order = choices.from(desk.working.filter(({ state }) => isOpen(state)));
  if (order === undefined) return open(desk, proof, choices);
  const { working } = desk;
  const terms = anyTerms(desk, order.legs, choices);
  const quantity = Math.max(1, order.filledQuantity, choices.once(2) ? order.quantity : order.quantity + choices.between(-2, 3));
  const meanwhile = choices.once(20) ? () => void changeState(desk, choices) : undefined;
  const said = desk.change(order, { terms, quantity }, meanwhile);
  return { text: () => `change order ${order.sequence} to ${quantity} at ${termsText(terms)}: ${answerText(said)}`, mover: moverOf(proof, said, working), answer: said };
}

function fill(desk: OrderDesk, choices: Choices): Taken {
  const order = choices.from(desk.working);
  return order === undefined ? NOTHING : fillOrder(desk, order, choices, { by: 'broker' });
}

/** A fill that comes after the order was reported to be over: the books had stopped counting with it. */
function fillLate(desk: OrderDesk, choices: Choices): Taken {
  const order = choices.from(desk.ended);
  return order === undefined ? fill(desk, choices) : fillOrder(desk, order, choices, { by: 'outside' });
}

function fillOrder(desk: OrderDesk, order: Order, choices: Choices, mover: Mover): Taken {
  const highest = desk.highestNet(order);
  const net = tradableNet(order.legs, choices.once(3) ? money(highest - choices.between(0, 60) * CENT) : highest);
  const left = order.quantity - order.filledQuantity;
  if (net === null || left === 0) return NOTHING;
  const packages = choices.once(2) ? left : choices.between(1, left);
  if ('stop' in order.terms && !order.triggered && (order.resume ?? order.state) === 'ACCEPTED') desk.report(order, { type: 'triggered' });
  desk.fill(desk.working.find(({ id }) => id === order.id) ?? order, packages, net);
  return { text: () => `fill ${packages} of order ${order.sequence} (${order.state}) at ${net / 10_000}`, mover, answer: null };
}

/** The broker answers what is in flight, or ends an order by itself. */
function answer(desk: OrderDesk, choices: Choices): Taken {
  const waiting = desk.working.filter(({ state }) => !isOpen(state));
  const order = choices.from(waiting.length > 0 ? waiting : desk.working);
  if (order === undefined) return NOTHING;
  const reason = 'the broker says so';
  const told = (what: string): Taken => ({ text: () => `order ${order.sequence} (${order.state}) is ${what}`, mover: { by: 'broker' }, answer: null });
  switch (order.state) {
    case 'SUBMITTED': {
      const isRejected = choices.once(4);
      desk.report(order, isRejected ? { type: 'rejected', reason } : { type: 'accepted' });
      return told(isRejected ? 'rejected' : 'accepted');
    }
    case 'PENDING_UPDATE': {
      const isRejected = choices.once(3);
      desk.report(order, isRejected ? { type: 'change_rejected', reason } : { type: 'changed' });
      return told(isRejected ? 'not changed' : 'changed');
    }
    case 'PENDING_CANCEL': {
      if (order.pendingChange !== undefined && choices.once(2)) {
        desk.report(order, choices.once(2) ? { type: 'changed' } : { type: 'change_rejected', reason });
        return told('answered');
      }
      const isRejected = choices.once(4);
      desk.report(order, { type: isRejected ? 'cancel_rejected' : 'canceled', reason });
      return told(isRejected ? 'not cancelled' : 'cancelled');
    }
    default: {
      const isExpired = choices.once(2);
      desk.report(order, { type: isExpired ? 'expired' : 'canceled', reason });
      return told('over');
    }
  }
}

function cancel(desk: OrderDesk, choices: Choices): Taken {
  const order = choices.from(desk.working.filter(({ state }) => state !== 'PENDING_CANCEL'));
  if (order === undefined) return NOTHING;
  desk.report(order, { type: 'cancel_requested' });
  return { text: () => `cancel order ${order.sequence} (${order.state})`, mover: { by: 'broker' }, answer: null };
}

function moveMarket(desk: OrderDesk, choices: Choices): Taken {
  const { market } = desk;
  const underlying = anyUnderlying(choices);
  const took = (text: string): Taken => ({ text: () => text, mover: { by: 'market' }, answer: null });
  switch (choices.of<'spot' | 'quote' | 'volatility' | 'no spot' | 'regime'>(['spot', 'spot', 'quote', 'quote', 'volatility', 'no spot', 'regime'])) {
    case 'spot': {
      const cents = choices.between(-600, 600);
      market.moveSpot(underlying, cents);
      return took(`${underlying} moves by ${cents} cents`);
    }
    case 'quote': {
      const symbol = choices.from(market.symbols(underlying));
      if (symbol === undefined) return NOTHING;
      const status = choices.of<QuoteStatus>(['priced', 'priced', 'priced', 'absent', 'stale', 'one_sided', 'crossed', 'below_intrinsic']);
      const skew = choices.between(-40, 60);
      market.setQuote(symbol, status, skew);
      return took(`${symbol} is ${status}, ${skew} cents off`);
    }
    case 'volatility': {
      const factor = choices.of([0.2, 0.5, 1, 2, 4]);
      market.setVolatility(factor);
      return took(`volatility times ${factor}`);
    }
    case 'no spot':
      market.loseSpot(underlying);
      return took(`${underlying} has no price`);
    case 'regime':
      desk.regime = choices.of(['low', 'normal', 'high', 'extreme', null]);
      return took(`the regime is ${desk.regime}`);
  }
}

const TRIPS: readonly [BreakerName, ...BreakerName[]] = ['by_hand', 'vix', 'stale_feed', 'underlying_loss', 'day_loss', 'kill'];

function changeState(desk: OrderDesk, choices: Choices): Taken {
  const { trips } = desk;
  if (trips.length > 0 && choices.once(2)) {
    const ended = choices.below(trips.length);
    desk.setTrips(trips.filter((_, index) => index !== ended));
    return { text: () => `a trip ends: ${statesText(desk)}`, mover: { by: 'market' }, answer: null };
  }
  const breaker = choices.of(TRIPS);
  const { level, lasts, state } = BREAKERS[breaker];
  const underlying = level === 'underlying' ? anyUnderlying(choices) : null;
  desk.setTrips([{ id: `${desk.now}`, breaker, underlying, state, lasts, time: desk.now, value: null, threshold: null, text: 'a step says so' }, ...trips]);
  return { text: () => `${breaker} trips: ${statesText(desk)}`, mover: { by: 'market' }, answer: null };
}

const TIGHTENED = ['max_day_risk', 'max_underlying_risk', 'max_margin_use', 'max_positions', 'max_positions_per_underlying', 'max_contracts_per_strike', 'max_contracts_per_order', 'allow_undefined_risk'] as const;

/** At once: what is there already stays. */
function tighten(desk: OrderDesk, choices: Choices): Taken {
  const name = choices.of(TIGHTENED);
  const to = Math.max(LIMITS[name].lowest, Math.floor(desk.limits[name] / choices.of([2, 3, 5])));
  desk.limits = { ...desk.limits, [name]: to };
  return { text: () => `${name} becomes ${to}`, mover: { by: 'outside' }, answer: null };
}

function statesText(desk: OrderDesk): string {
  return UNDERLYINGS.map((underlying) => `${underlying} ${desk.stateOf(underlying)}`).join(', ');
}

function orderText({ legs, quantity, terms, tradeId, purpose }: Asked): string {
  const parts = legs.map(({ symbol, side, ratio }) => `${side} ${ratio} ${symbol}`).join(' / ');
  return `${quantity} x (${parts}) ${termsText(terms)}${tradeId === undefined ? '' : ` closing ${tradeId}`}${purpose === undefined ? '' : ` ${purpose}`}`;
}

function termsText(terms: OrderTerms): string {
  return `${terms.type}${'stop' in terms ? ` stop ${terms.stop / 10_000}` : ''}${'limit' in terms ? ` ${terms.limit / 10_000}` : ''}`;
}

function answerText(said: Answer): string {
  if (said.said === 'denied') return `denied, ${said.denials.map(({ code }) => code).join(', ')}`;
  return said.said === 'sent' ? `sent as order ${said.order.sequence}${said.order.collar === undefined ? '' : `, collar ${said.order.collar / 10_000}`}` : said.said;
}

