import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import type { FeedDescription } from '../../market-data/feed.ts';
import type { Gateway, GatewayAddress } from '../gateway.ts';
import { STALE_AFTER_MS } from './stale-rule.ts';
import type { SubscriptionTable } from './subscription-table.ts';

/**
 * What the feed says of itself: one object, whose label and detail are those of the moment they are read. Nothing known is
 * as it was known last, and live before it was known at all.
 */
export function describeFeed(gateway: Gateway, address: Pick<GatewayAddress, 'host' | 'port' | 'account'>, session: ExchangeSession, table: SubscriptionTable): FeedDescription {
  let label: 'LIVE' | 'DELAYED' = 'LIVE';
  return {
    kind: 'ibkr',
    get label() {
      if (table.quality !== 'none') label = table.quality === 'delayed' ? 'DELAYED' : 'LIVE';
      else if (table.asksDelayed) label = 'DELAYED';
      return label;
    },
    get detail() {
      const account = address.account === '' && gateway.state.kind === 'up' ? (gateway.state.accounts[0] ?? '') : address.account;
      return `${address.host}:${address.port} ${account}`.trim() + (table.quality === 'frozen' ? ' (frozen)' : '');
    },
    date: session.date,
    from: session.open,
    to: session.lastTrade,
    quoting: 'changes',
    staleAfterMs: STALE_AFTER_MS,
  };
}
