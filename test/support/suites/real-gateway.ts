import { dateInNewYork, type ExchangeSession, nextSession, sessionOn } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Clock } from '../../../src-core/time.ts';
import { realPacer } from '../../../src-main/composition/real-pacer.ts';
import type { GatewayAddress, GatewayContract } from '../../../src-main/ibkr/gateway.ts';
import { GatewayLink } from '../../../src-main/ibkr/gateway-link.ts';
import { isPaperAccount, tradedAccount } from '../../../src-main/ibkr/live-broker.ts';
import { connectWire } from '../../../src-main/ibkr/wire/wire.ts';
import { contractOf } from '../tws/contracts.ts';
import { untilSo } from './day-clock.ts';

export const machineClock: Clock = { now: () => Date.now() };
/** Machine milliseconds that a real gateway may take to answer. */
export const REAL_ANSWER_MS = 20_000;

/** Where a real gateway is: IBKR_HOST, IBKR_PORT (4002), IBKR_CLIENT_ID (17) and IBKR_ACCOUNT (the only one). null where none is said. */
export function realGatewayAddress(environment = process.env): GatewayAddress | null {
  const host = environment['IBKR_HOST'];
  if (host === undefined || host === '') return null;
  return { host, port: Number(environment['IBKR_PORT'] ?? 4002), clientId: Number(environment['IBKR_CLIENT_ID'] ?? 17), account: environment['IBKR_ACCOUNT'] ?? '' };
}

/** Connected to a paper account, and to nothing else: rejects where the account does not begin with D. */
export async function openRealGateway(address: GatewayAddress): Promise<{ readonly link: GatewayLink; readonly account: string }> {
  const link = new GatewayLink({ address, clock: machineClock, pacer: realPacer, connect: connectWire });
  await untilSo(() => link.state.kind !== 'connecting', REAL_ANSWER_MS);
  const { state } = link;
  const account = state.kind === 'up' ? tradedAccount(state.accounts, address.account) : null;
  if (account === null || !isPaperAccount(account)) {
    await link.close();
    throw new Error(state.kind === 'down' ? state.detail : `the gateway's account is ${account ?? 'none that IBKR_ACCOUNT names'}; these tests trade on paper accounts alone, whose numbers begin with D`);
  }
  return { link, account };
}

/** The session that goes on, or the next one. */
export function sessionOfNow(now = machineClock.now()): ExchangeSession {
  const today = sessionOn(dateInNewYork(now));
  return today !== null && now < today.lastTrade ? today : nextSession(dateInNewYork(now));
}

/** SPY's newest price or last close, in dollars. */
export async function priceOfSpy(link: GatewayLink): Promise<number> {
  const requestId = link.newRequestId();
  const contract: GatewayContract = contractOf({ symbol: 'SPY', secType: 'STK', exchange: 'SMART', currency: 'USD' });
  let price = Number.NaN;
  const end = link.onMessage((message) => {
    if (message.type === 'price' && message.requestId === requestId && message.price !== null && message.price > 0) price = message.price;
  });
  link.send({ type: 'market_data_type', dataType: 'delayed' });
  link.send({ type: 'market_data', requestId, contract, genericTicks: '' });
  await untilSo(() => price > 0, REAL_ANSWER_MS);
  end();
  link.send({ type: 'cancel_market_data', requestId });
  link.send({ type: 'market_data_type', dataType: 'live' });
  return price;
}
