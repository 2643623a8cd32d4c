import type { GatewaySettings } from '../../src-core/contract/gateway-settings.ts';
import { SECOND } from '../../src-core/time.ts';
import { type LiveBroker, NO_LIVE_BROKER } from '../access/live-checks.ts';
import type { LinkState } from './gateway.ts';

/** Interactive Brokers gives accounts that trade on paper numbers of their own: "DU1234567", "DF1234567". */
export function isPaperAccount(number: string): boolean {
  return /^D/i.test(number);
}

/** The account that is traded at the gateway: the one that is set, or the only one that it serves. null where that is none. */
export function tradedAccount(accounts: readonly string[], wanted: string): string | null {
  if (wanted !== '') return accounts.includes(wanted) ? wanted : null;
  return accounts.length === 1 ? (accounts[0] ?? null) : null;
}

/** What the connection says of a broker for live trading; state is null where none is made. */
export function liveBrokerOf(state: LinkState | null, settings: GatewaySettings): LiveBroker {
  const none = (detail: string): LiveBroker => ({ isSetUp: false, detail, clockSkewSeconds: null, account: null });
  if (settings.host === '') return NO_LIVE_BROKER;
  if (state === null) return none('Interactive Brokers is set up and not connected to in this start');
  switch (state.kind) {
    case 'connecting':
      return none(`connecting to TWS or IB Gateway at ${settings.host}:${settings.port}`);
    case 'down':
      return none(state.detail.replace(/\.$/, ''));
    case 'up': {
      const number = tradedAccount(state.accounts, settings.account);
      const clockSkewSeconds = state.clockSkewMs === null ? null : Math.round(state.clockSkewMs / 100) / (SECOND / 100);
      if (number === null) return { ...none(`the gateway serves ${state.accounts.join(', ') || 'no account'}, and not the one to trade`), clockSkewSeconds };
      const account = { broker: 'ibkr', number };
      if (isPaperAccount(number)) return { isSetUp: false, detail: `the gateway serves ${number}, which trades on paper; log in to the live account there`, clockSkewSeconds, account: null };
      if (state.servers === 'lost') return { isSetUp: false, detail: `the gateway serves ${number} and has lost the servers of Interactive Brokers`, clockSkewSeconds, account };
      return { isSetUp: true, detail: `Interactive Brokers, account ${number}`, clockSkewSeconds, account };
    }
  }
}
