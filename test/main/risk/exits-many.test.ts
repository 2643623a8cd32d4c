import { expect, test } from 'vitest';
import { fromDollars } from '../../../src-core/money.ts';
import { PASS_ALL } from '../trading/trading-desk.ts';
import { CONDOR, ExitsWorld, percent } from './exits-world.ts';

test('hundreds of positions are looked at four times a second, however often the session steps', async () => {
  const world = await ExitsWorld.start({ risk: () => PASS_ALL, capital: fromDollars(10_000_000) });
  const TRADES = 300;
  world.quoteAll({ bidSize: 100_000, askSize: 100_000 });
  for (let index = 0; index < TRADES; index += 1) await world.place(CONDOR);
  await world.desk.at(world.clock.now() + 200);
  const trades = world.orders.trades().map(({ id }) => id);
  for (const trade of trades) await world.plan(trade, { target: percent(50), stop: percent(90), trailing: percent(80), minutesBeforeEnd: 5 });
  await world.pass(1_000);
  let looks = 0;
  const { quotes } = world;
  const quote = quotes.quote.bind(quotes);
  quotes.quote = (symbol) => {
    looks += 1;
    return quote(symbol);
  };
  for (let step = 0; step < 40; step += 1) {
    world.clock.set(world.clock.now() + 50);
    world.exits.step(world.clock.now());
    await world.settled();
  }
  // Two seconds: eight looks, each leg read to close on and to see whether anybody bids.
  expect(looks).toBeLessThanOrEqual(TRADES * 9 * 6);
  expect(looks).toBeGreaterThan(TRADES * 7 * 4);
  expect(trades).toHaveLength(TRADES);
});
