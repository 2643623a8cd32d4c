import { memo } from 'react';
import { Line, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { TickerView } from '../../../src-core/contract/schemas.ts';
import { isUnderlying } from '../../../src-core/instruments/instrument.ts';
import { useConnection, useStream, useStreamFailure } from '../../connection/core.tsx';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatCount, formatPrice, formatSigned, formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useSelection } from '../../workspace/selection.ts';
import { formatVolume } from './format-volume.ts';
import { sessionLine } from './session-line.ts';
import styles from './market-panel.module.css';

const WIDTH = 104;
const HEIGHT = 40;

/** The three underlyings and VIX at a glance. */
export function MarketPanel() {
  const market = useStream('market');
  const session = useStream('session');
  const failure = useStreamFailure('market');
  const connection = useConnection();
  if (failure) return <PanelState kind="error" title="The market cannot be shown" detail={failure.message} />;
  if (!market) {
    return connection === 'disconnected' ? (
      <PanelState kind="disconnected" title="Not connected to the core" detail="Trying again." />
    ) : (
      <PanelState kind="loading" title="Waiting for the market" />
    );
  }
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
      <SessionLine values={view.minutes} minutes={minutes} previousClose={view.previousClose} />
      <dl>
        <Item name="Bid" value={formatPrice(view.bid)} />
        <Item name="Ask" value={formatPrice(view.ask)} />
        <Item name="Volume" value={formatVolume(view.volume)} title={`${formatCount(view.volume)} shares today`} />
        <Item name="Low" value={formatPrice(view.low)} />
        <Item name="High" value={formatPrice(view.high)} />
        {chain ? (
          <>
            <Item name="Forward" value={formatPrice(chain.forward)} title={`From ${chain.forwardSource}`} />
            <Item name="ATM IV" value={chain.atmIv === null ? ABSENT : `${formatPrice(chain.atmIv * 100, 1)} %`} title={`${chain.clock} clock`} />
            <Item name="1σ left" value={chain.sigmaLeft === null ? ABSENT : `±${formatPrice(chain.sigmaLeft)}`} title="One standard deviation to the reference, in dollars" />
          </>
        ) : (
          <Item name="Open" value={formatPrice(view.open)} />
        )}
      </dl>
    </section>
  );
}

function Item({ name, value, title }: { readonly name: string; readonly value: string; readonly title?: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface SessionLineProps {
  readonly values: readonly (number | null)[];
  readonly minutes: number;
  readonly previousClose: number | null;
}

/** The session so far on the whole session's width; drawn again when a minute is added or its price has moved. */
const SessionLine = memo(
  function SessionLine({ values, minutes, previousClose }: SessionLineProps) {
    return (
      <div className={styles.line} aria-hidden="true">
        <LineChart width={WIDTH} height={HEIGHT} data={sessionLine(values)} margin={{ top: 2, right: 1, bottom: 2, left: 1 }} accessibilityLayer={false}>
          <XAxis dataKey="minute" type="number" domain={[0, minutes]} hide />
          <YAxis domain={['dataMin', 'dataMax']} hide />
          {previousClose === null ? null : <ReferenceLine y={previousClose} stroke="var(--faint)" strokeDasharray="2 3" ifOverflow="hidden" />}
          <Line dataKey="price" stroke="var(--dim)" strokeWidth={1} dot={false} isAnimationActive={false} connectNulls={false} />
        </LineChart>
      </div>
    );
  },
  (before, after) =>
    before.minutes === after.minutes &&
    before.previousClose === after.previousClose &&
    before.values.length === after.values.length &&
    Object.is(before.values.at(-1), after.values.at(-1)),
);
