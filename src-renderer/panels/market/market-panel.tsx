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
import styles from './market-panel.module.css';

/** Loaded after the first paint: the charts' library is the largest part of the window. */
const SessionChart = lazy(() => import('./session-chart.tsx'));

/** The three underlyings and VIX at a glance. */
export function MarketPanel() {
  const market = useStream('market');
  const session = useStream('session');
  const connection = useConnection();
  if (!market) return <Awaited stream="market" what="The market" />;
  const minutes = session ? Math.round((session.reference - session.open) / 60_000) : 390;
  return (
    <div className={styles.panel} data-testid="market-panel" data-stale={connection === 'disconnected'}>
      {market.tickers.map((view) => (
        <Ticker key={view.ticker} view={view} minutes={minutes} />
      ))}
    </div>
  );
}

function Ticker({ view, minutes }: { readonly view: TickerView; readonly minutes: number }) {
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
      <div className={styles.line} aria-hidden="true">
        <Suspense fallback={null}>
          <SessionChart values={view.minutes} minutes={minutes} previousClose={view.previousClose} />
        </Suspense>
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
