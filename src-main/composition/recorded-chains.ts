import { join } from 'node:path';
import { sessionOn } from '../../src-core/calendar/exchange-calendar.ts';
import { flatClock } from '../../src-core/calendar/expiry-clock.ts';
import { Market } from '../market-data/market.ts';
import { newQuoteBatch } from '../market-data/quote-batch.ts';
import type { RecordedChain as RecordedQuotes } from '../market-data/recordings/recorded-chain.ts';
import type { RecordedChains } from '../performance/recorded-chains.ts';
import { programFiles } from '../program-files.ts';
import { expiryClockOf, readVarianceTables } from '../variance-tables.ts';
import { RECORDINGS_FOLDER } from './day-recording.ts';
import type { Foundation } from './foundation.ts';

/** Chains to the second from the terminal's own recordings, priced as a session prices them. */
export function exactChains({ recordings, settings }: Pick<Foundation, 'recordings' | 'settings'>): RecordedChains {
  const root = join(settings.dataDir, RECORDINGS_FOLDER);
  return {
    async at(request) {
      const found = await recordings.chainAt(root, request);
      if (found === null) return null;
      return { recordedAt: found.time, source: found.source, spot: Number.isNaN(found.spot) ? null : found.spot, rows: priced(found, request, settings) };
    },
  };
}

/** A market that heard these quotes and nothing else. */
function priced({ quotes, spot }: RecordedQuotes, { date, time, underlying }: Parameters<RecordedChains['at']>[0], settings: Foundation['settings']) {
  const session = sessionOn(date);
  if (session === null) return [];
  const clock = settings.clock === 'flat' ? flatClock(session) : expiryClockOf(readVarianceTables(programFiles().resources), session).clock;
  // A quote that is there is shown with its figures, however long ago it came.
  const market = new Market({ session, clock, rate: settings.rate, staleAfterMs: Number.POSITIVE_INFINITY, quoting: 'changes' });
  market.list(underlying, date, quotes);
  if (spot > 0) market.ticker({ ticker: underlying, time, bid: Number.NaN, ask: Number.NaN, last: spot, volume: Number.NaN, previousClose: Number.NaN });
  const batch = newQuoteBatch(underlying, quotes.length);
  batch.time = time;
  batch.count = quotes.length;
  for (const [row, quote] of quotes.entries()) {
    batch.row[row] = row;
    for (const field of ['bid', 'ask', 'bidSize', 'askSize', 'last', 'volume', 'openInterest'] as const) batch[field][row] = quote[field];
  }
  market.quotes(batch);
  market.price(time);
  const columns = market.chain(underlying)?.columns;
  return quotes.map(({ strike, right, bid, ask }, row) => ({ strike, right, bid, ask, iv: columns?.iv[row] ?? Number.NaN, delta: columns?.delta[row] ?? Number.NaN }));
}
