import { lazy, Suspense } from 'react';
import type { TickerView } from '../../../src-core/contract/schemas.ts';
import { isUnderlying } from '../../../src-core/instruments/instrument.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useStream } from '../../connection/core.tsx';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatCount, formatPrice, formatSigned, formatTime } from '../../design/format.ts';
import { useSelection } from '../../workspace/selection.ts';
import { clockWords, forwardWords } from '../chain/chain-words.ts';
import { formatVolume } from './format-volume.ts';
import type { HistoryRead } from './history-reader.ts';
import { MarketChart } from './market-chart.tsx';
import styles from './market-panel.module.css';
import { type MarketRange, marketRange, RANGE_NAMES, RANGES, useRangeCommands } from './market-range.ts';
import { historyWords } from './range-line.ts';
import { useHistories } from './use-histories.ts';

/** Loaded after the first paint: the charts' library is the largest part of the window. */
const SessionChart = lazy(() => import('./session-chart.tsx'));
const HistoryChart = lazy(() => import('./history-chart.tsx'));

/** The three underlyings and VIX at a glance, today or over a longer range, and a larger chart of the selected one. */
export function MarketPanel({ visible }: { readonly visible: boolean }) {
  const market = useStream('market');
  const session = useStream('session');
  const connection = useConnection();
  const range = marketRange.use();
  const selected = useSelection((state) => state.underlying);
  const { histories, again } = useHistories(range === 'today' ? null : range, visible);
  useRangeCommands(visible);
  if (!market) return <Awaited stream="market" what="The market" />;
  const minutes = session ? Math.round((session.reference - session.open) / 60_000) : 390;
  const chosen = market.tickers.find((view) => view.ticker === selected);
  return (
    <div className={styles.panel} data-testid="market-panel" data-stale={connection === 'disconnected'}>
      <div className={styles.bar}>
        <span className={styles.ranges} role="group" aria-label="Show (H)">
          {RANGES.map((name) => (
            <button key={name} type="button" className={styles.range} aria-pressed={range === name} title={`Show ${RANGE_NAMES[name].long} (H)`} data-testid={`market-range-${name}`} onClick={() => marketRange.set(name)}>
              {RANGE_NAMES[name].short}
            </button>
          ))}
        </span>
        <Caption range={range} read={histories[selected]} />
      </div>
      {market.tickers.map((view) => (
        <Ticker key={view.ticker} view={view} minutes={minutes} range={range} read={histories[view.ticker]} />
      ))}
      {chosen === undefined ? null : <MarketChart view={chosen} session={session} range={range} read={histories[selected]} again={again} />}
    </div>
  );
}

/** What the lines are drawn from; that they could not be read again. */
function Caption({ range, read }: { readonly range: MarketRange; readonly read: HistoryRead | undefined }) {
  if (range === 'today' || read === undefined) return null;
  const { view, failure } = read;
  if (view === null) return null;
  if (failure !== null) {
    return (
      <span className={styles.caption} data-stale="true" title={failure} data-testid="market-caption">
        △ not read again
      </span>
    );
  }
  return (
    <span className={styles.caption} data-testid="market-caption" title="What the lines are drawn from, and where it is kept">
      {view.every === 'day' ? 'daily bars' : 'minute bars'} · {view.source}
    </span>
  );
}

interface TickerProps {
  readonly view: TickerView;
  readonly minutes: number;
  readonly range: MarketRange;
  readonly read: HistoryRead | undefined;
}

function Ticker({ view, minutes, range, read }: TickerProps) {
  const setUnderlying = useSelection((state) => state.setUnderlying);
  const selected = useSelection((state) => state.underlying === view.ticker);
  const { ticker, chain } = view;
  const percent = formatSigned(view.changePercent);
  return (
    <section className={styles.ticker} data-testid={`market-${ticker}`} data-stale={view.stale} aria-label={ticker}>
      <header>
        {isUnderlying(ticker) ? (
          <button type="button" className={styles.name} aria-pressed={selected} onClick={() => setUnderlying(ticker)}>
            {ticker}
          </button>
        ) : (
          <span className={styles.name}>{ticker}</span>
        )}
        <b className={styles.last}>{formatPrice(view.last)}</b>
        <Figure value={view.change} text={formatSigned(view.change)} arrow />
        <Figure value={view.changePercent} text={percent === ABSENT ? percent : `${percent} %`} />
        {view.stale ? <span className={styles.stale}>△ stale, last {formatTime(view.time)}</span> : null}
      </header>
      <div className={styles.line} data-testid={`market-line-${ticker}`} title={range === 'today' || !read?.view ? undefined : historyWords(ticker, RANGE_NAMES[range].long, read.view)}>
        {range === 'today' ? (
          <Suspense fallback={null}>
            <SessionChart values={view.minutes} minutes={minutes} previousClose={view.previousClose} />
          </Suspense>
        ) : (
          <HistoryLine read={read} />
        )}
      </div>
      <dl>
        <Item name="Bid" value={formatPrice(view.bid)} />
        <Item name="Ask" value={formatPrice(view.ask)} />
        <Item name="Volume" value={formatVolume(view.volume)} title={`${formatCount(view.volume)} shares today`} />
        <Item name="Low" value={formatPrice(view.low)} />
        <Item name="High" value={formatPrice(view.high)} />
        {chain ? (
          <>
            <Item name="Forward" value={formatPrice(chain.forward)} title={forwardWords(chain)} />
            <Item name="ATM IV" value={chain.atmIv === null ? ABSENT : `${formatPrice(chain.atmIv * 100, 1)} %`} title={`Implied volatility at the money, percent a year. ${clockWords(chain)}`} />
            <Item name="1σ left" value={chain.sigmaLeft === null ? ABSENT : `±${formatPrice(chain.sigmaLeft)}`} title={sigmaWords(chain.sigmaLeft)} />
          </>
        ) : (
          <Item name="Open" value={formatPrice(view.open)} />
        )}
      </dl>
    </section>
  );
}

function HistoryLine({ read }: { readonly read: HistoryRead | undefined }) {
  if (!read?.view) return read?.failure ? <span title={read.failure}>! not read</span> : <span>…</span>;
  if (read.view.bars.length === 0) return <span>nothing yet</span>;
  return (
    <Suspense fallback={null}>
      <HistoryChart bars={read.view.bars} />
    </Suspense>
  );
}

/** Mean distance over standard deviation of a normal distribution. */
const MEAN_DISTANCE = Math.sqrt(2 / Math.PI);

function sigmaWords(sigma: number | null): string {
  const what = 'One standard deviation to the reference at the money’s volatility, in dollars';
  return sigma === null ? what : `${what}. The expected move, the mean distance, is 0.80 of it: ±${formatPrice(sigma * MEAN_DISTANCE)}`;
}

function Item({ name, value, title }: { readonly name: string; readonly value: string; readonly title?: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
