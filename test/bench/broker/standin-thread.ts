import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { DATE } from '../../main/trading/trading-fixture.ts';
import { DayClock } from '../../support/suites/day-clock.ts';
import { ContractBook } from '../../support/tws/contracts.ts';
import { TwsModel } from '../../support/tws/tws-model.ts';
import { TwsServer } from '../../support/tws/tws-server.ts';

/** What the bench asks of the thread; each is answered by its own kind. */
export const askedSchema = z.discriminatedUnion('kind', [
  /** Fills what is left of an order, by its reference. */
  z.object({ kind: z.literal('fill'), reference: z.string() }),
  /** Ends every connection, and listens again after so many milliseconds: ids begin at 1. */
  z.object({ kind: z.literal('restart'), downMs: z.number() }),
  z.object({ kind: z.literal('quotes') }),
]);
export type Asked = z.output<typeof askedSchema>;

export type Answered =
  | { readonly kind: 'listening'; readonly port: number; readonly at: number }
  /** Quotes sent so far, one contract's both sides each. */
  | { readonly kind: 'quotes'; readonly count: number };

/** Between two bursts of quotes; as many as make the rate come at once. */
const BURST_MS = 10;

const port = parentPort;
if (port === null) throw new Error('it runs in a thread of its own');
const { quotesPerSecond } = z.object({ quotesPerSecond: z.number() }).parse(workerData);
const expiry = DATE.replaceAll('-', '');
const clock = new DayClock();
const model = new TwsModel({ clock, contracts: ContractBook.ofDays([expiry]), lines: 1_000 });
const server = await TwsServer.start({ model, clock });
const say = (answer: Answered): void => port.postMessage(answer);
/** Of one clock for all threads. */
const now = (): number => performance.timeOrigin + performance.now();

const contracts = ['SPY', 'QQQ', 'IWM'].flatMap((symbol) => {
  const middle = Math.round(model.market.quote(model.contracts.underlying(symbol).conId).last ?? 0);
  return Array.from({ length: 10 }, (_, at) => middle - 5 + at).flatMap((strike) => (['C', 'P'] as const).map((right) => model.contracts.option(symbol, expiry, strike, right)));
});
let count = 0;
let due = 0;
const began = performance.now();
setInterval(() => {
  due = ((performance.now() - began) / 1_000) * quotesPerSecond;
  for (; count < due; count += 1) {
    const contract = contracts[count % contracts.length];
    if (contract === undefined) continue;
    const cents = 100 + ((count * 7) % 60);
    model.setQuote(contract, { bid: cents / 100, ask: (cents + 2) / 100, bidSize: 1 + (count % 90), askSize: 1 + (count % 70) });
  }
}, BURST_MS);

port.on('message', (message: unknown) => {
  const asked = askedSchema.parse(message);
  switch (asked.kind) {
    case 'fill': {
      const order = model.orders.find(({ order: { reference } }) => reference === asked.reference);
      if (order !== undefined) model.fill(order, order.order.quantity - order.filled);
      return;
    }
    case 'quotes':
      say({ kind: 'quotes', count });
      return;
    case 'restart':
      void restart(asked.downMs);
  }
});

async function restart(downMs: number): Promise<void> {
  await server.stop();
  model.restart({ nextOrderId: 1 });
  await new Promise((resolve) => setTimeout(resolve, downMs));
  await server.listen();
  say({ kind: 'listening', port: server.port, at: now() });
}

say({ kind: 'listening', port: server.port, at: now() });
