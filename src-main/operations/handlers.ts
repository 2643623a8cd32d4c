import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { ParsedInputOf } from '../../src-core/contract/operations.ts';
import type { OrderView } from '../../src-core/contract/schemas.ts';
import { packageQuote } from '../../src-core/orders/net-price.ts';
import { roundToTick, CENT } from '../../src-core/money.ts';
import { validateRequest } from '../../src-core/orders/new-order.ts';
import type { Order, OrderRequest } from '../../src-core/orders/order.ts';
import { closingLegs } from '../risk/closing-legs.ts';
import { createAlertHandlers } from './alert-operations.ts';
import { createBrokerHandlers } from './broker-operations.ts';
import { inTheWay, makeRoom } from './closing-room.ts';
import { createCommonHandlers } from './common-handlers.ts';
import type { Handlers } from './door.ts';
import type { Engines } from './engines.ts';
import { createPracticeHandlers } from './practice-operations.ts';
import { createPerformanceHandlers } from './performance-operations.ts';
import { createRiskHandlers } from './risk-operations.ts';
import { createSignalHandlers } from './signal-operations.ts';
import { orderView } from './views/order-view.ts';
import { previewOf } from './views/preview.ts';
import { sessionView } from './views/session-view.ts';
import { createVolatilityHandlers } from './volatility-operations.ts';

/** What each operation of the contract does, once the door has let it in. */
export function createHandlers(engines: Engines): Handlers {
  const { orders, pump } = engines;
  const viewOf = (order: Order): OrderView => orderView(order, orders.history(order.id), orders.trade(order.tradeId));
  return {
    'session.get': () => sessionView(engines),
    'session.pause': async () => {
      mustBeDriven(engines);
      await pump.pause();
      return told(engines);
    },
    'session.resume': () => {
      const ban = engines.tradingBan();
      if (ban !== null) throw new ContractFailure({ code: 'unavailable', message: ban });
      pump.resume();
      return told(engines);
    },
    'session.speed': ({ speed }) => {
      mustBeDriven(engines);
      pump.setSpeed(speed);
      return told(engines);
    },
    'orders.preview': (ticket) => {
      const [problem] = validateRequest(ticket);
      if (problem) throw new ContractFailure({ code: 'bad_input', field: problem.field, message: `${problem.field}: ${problem.message}` });
      const closes = orders.tradeToClose(ticket);
      const held = closes === null ? null : { trade: closes, holdings: orders.book.holdingsOf(closes.id) };
      // Sent, it has these withdrawn first.
      const gone = inTheWay(ticket, engines);
      const context = engines.riskContext();
      const met = gone.length === 0 ? context : { ...context, working: context.working.filter(({ id }) => !gone.includes(id)) };
      return previewOf(ticket, held, met, {
        spotOf: engines.spotOf,
        distributionOf: (underlying) => engines.market.distribution(underlying),
        clockLabel: engines.market.clock.label,
        signalDenials: (order) => engines.signals.orderDenials(order),
      });
    },
    'orders.place': async (ticket, caller) => {
      await mustBeThere(ticket.signalId, engines);
      if (orders.order(ticket.id) === undefined && validateRequest(ticket).length === 0) await makeRoom(ticket, engines);
      return viewOf(await orders.place({ ...ticket, source: sourceOf(caller.origin) }));
    },
    'orders.placeBracket': async ({ entry, ...exits }, caller) => {
      await mustBeThere(entry.signalId, engines);
      const [opening, ...closing] = (await orders.placeBracket({ ...entry, source: sourceOf(caller.origin) }, exits)).map(viewOf);
      if (opening === undefined) throw new Error('a bracket has an entry');
      return { entry: opening, exits: closing };
    },
    'orders.change': async ({ id, terms, quantity }) => viewOf(await orders.change(id, { terms, quantity })),
    'orders.cancel': async ({ id }) => viewOf(await orders.cancel(id)),
    'orders.cancelAll': async () => ({ requested: await orders.cancelAll() }),
    'positions.close': async (input, caller) => {
      const known = orders.order(input.id);
      if (known) return viewOf(known);
      await makeRoom(closingRequest(input, engines), engines);
      // At the prices and for what is held once the target is gone.
      return viewOf(await orders.place({ ...closingRequest(input, engines), source: sourceOf(caller.origin) }));
    },
    ...createBrokerHandlers(engines.broker),
    ...createSignalHandlers(engines.signals),
    ...createRiskHandlers(engines.risk),
    ...createAlertHandlers(engines.alerts),
    ...createPerformanceHandlers(engines.performance, engines.journal),
    ...createPracticeHandlers(engines.practice),
    ...createVolatilityHandlers(engines.volatility),
    ...createCommonHandlers(engines),
  };
}

/** A live market goes with the clock. Fails with 'unavailable'. */
function mustBeDriven({ feed }: Engines): void {
  if (feed.description.kind !== 'ibkr') return;
  throw new ContractFailure({ code: 'unavailable', message: 'a live market goes with the clock: it neither stands nor runs faster' });
}

function told(engines: Engines) {
  engines.readingBeat.fire();
  return sessionView(engines);
}

/** An order, denied or not, is kept with the signal that it acts on: one that never was cannot be acted on. Fails with 'not_found'. */
async function mustBeThere(signalId: string | undefined, { signals }: Engines): Promise<void> {
  if (signalId !== undefined && signals.record(signalId) === undefined) await signals.find(signalId);
}

function sourceOf(origin: string): OrderRequest['source'] {
  return origin === 'window' ? 'manual' : 'automated';
}

/** One order that takes back everything the trade holds, at the mid or at the price that crosses every spread. */
function closingRequest({ id, tradeId, at }: ParsedInputOf<'positions.close'>, engines: Engines): Omit<OrderRequest, 'source'> {
  const { market, orders } = engines;
  const trade = orders.trade(tradeId);
  const { legs, quantity } = trade === undefined ? { legs: [], quantity: 0 } : closingLegs(trade.underlying, orders.book.holdingsOf(tradeId), market);
  if (trade === undefined || legs.length === 0) {
    throw new ContractFailure({ code: 'not_found', field: 'tradeId', message: `tradeId: trade ${tradeId} holds nothing to close` });
  }
  const { quote, problem } = packageQuote(legs, (symbol) => market.quote(symbol));
  if (quote === null) {
    const message = `${problem.symbol} has no usable quote (${problem.reason}), so there is no price to close at; try again when it has one`;
    throw new ContractFailure({ code: 'unavailable', message });
  }
  const limit = at === 'mid' ? roundToTick(quote.mid, CENT) : quote.natural;
  return { id, tradeId, underlying: trade.underlying, legs, quantity, terms: { type: 'limit', limit }, timeInForce: 'DAY' };
}
