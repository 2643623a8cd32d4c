import { useMemo, useState } from 'react';
import type { MarketStateView } from '../../../src-core/contract/signals.ts';
import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { CorrelationPair } from '../../../src-core/signals/market-state.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useStream } from '../../connection/core.tsx';
import { formatPrice, formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useSelection } from '../../workspace/selection.ts';
import { CorrelationMatrix } from './correlation-matrix.tsx';
import { detectionCounts, DetectorTable } from './detector-table.tsx';
import styles from './market-state.module.css';
import { correlationPast, correlationToday, expectedMoveCone, impliedAgainstRealised } from './plot-rows.ts';
import { type PlotSeries, StatePlot } from './state-plot.tsx';
import { StateTable } from './state-table.tsx';
import { openInterestWords, regimeWords } from './state-words.ts';
import { useCorrelations } from './use-correlations.ts';

/** What signals are made from, as of the last minute bar. */
export function MarketStatePanel({ visible }: { readonly visible: boolean }) {
  return visible ? <State /> : null;
}

function State() {
  const view = useStream('marketState');
  const connection = useConnection();
  if (view === null) return <Awaited stream="marketState" what="The market state" />;
  const { state, reason, detections } = view;
  return (
    <section className={styles.panel} aria-label="Market state" data-testid="market-state" data-stale={connection !== 'connected'}>
      <div className={styles.bar}>
        {state === null ? <b>No bar yet</b> : <b title={`${state.minute} minutes since the open, ${state.minutesLeft} left, and ${formatPrice(state.varianceLeft * 100, 0)} % of the session’s variance`}>Bar of {formatTime(state.time).slice(0, 5)}</b>}
        {connection === 'connected' ? null : <span className={styles.stale}>△ not connected: of an earlier moment</span>}
        {state === null ? null : (
          <span className={styles.regime} data-testid="market-state-regime" title={view.clockLabel}>
            {regimeWords(state.regime)}
          </span>
        )}
      </div>
      <div className={styles.body} tabIndex={0} role="group" aria-label="Market state">
        {state === null ? (
          <div className={styles.section}>
            <PanelState kind="empty" title="No minute bar has closed yet" detail={reason ?? 'The market state begins with the first one.'} />
          </div>
        ) : (
          <Measured view={view} state={state} />
        )}
        <section className={styles.section} aria-label="Detectors">
          <header>
            <b>Detectors</b>
            <span>{detectionCounts(detections)}</span>
          </header>
          <DetectorTable detections={detections} />
        </section>
      </div>
    </section>
  );
}

const RANGES = { today: 'Today', '5d': '5 D', '30d': '30 D' } as const;
type Range = keyof typeof RANGES;

const TODAY: readonly PlotSeries[] = [
  { name: 'correlation', ink: 'first', title: 'Of the last 20 minute returns' },
  { name: 'ordinary', ink: 'second', title: 'Its mean at that minute of former days' },
];
const PAST: readonly PlotSeries[] = [{ name: 'correlation', ink: 'first', title: 'Of the last 20 minute returns' }];
const PRICE: readonly PlotSeries[] = [{ name: 'price', ink: 'third' }];
const VOLATILITIES: readonly PlotSeries[] = [
  { name: 'implied', ink: 'first', title: 'At the money, percent a year' },
  { name: 'realised', ink: 'second', title: 'Since the open, percent a year' },
];
const CORRELATION_BOUNDS = { low: -1, high: 1 } as const;
const twoDecimals = (value: number | null): string => formatPrice(value);
const oneDecimal = (value: number | null): string => formatPrice(value, 1);

function Measured({ view, state }: { readonly view: MarketStateView; readonly state: NonNullable<MarketStateView['state']> }) {
  const { underlying, setUnderlying } = useSelection();
  const [pair, setPair] = useState<CorrelationPair>('SPY_QQQ');
  const cone = useMemo(() => expectedMoveCone(view, underlying), [view, underlying]);
  const volatilities = useMemo(() => impliedAgainstRealised(view, underlying), [view, underlying]);
  const exposure = UNDERLYINGS.flatMap((name) => {
    const measured = state.underlyings[name];
    return measured.ok && measured.value.gamma.ok ? [openInterestWords(measured.value.gamma.value)] : [];
  });
  const choice = UNDERLYINGS.map((name) => (
    <button key={name} type="button" className={styles.choice} aria-pressed={underlying === name} onClick={() => setUnderlying(name)}>
      {name}
    </button>
  ));
  const isConeKnown = view.cones[underlying].length > 0;
  return (
    <>
      <section className={styles.section} aria-label="Figures">
        <StateTable underlyings={state.underlyings} />
        <p className={styles.reason}>
          GEX in dollars of delta per 1 % move, both conventions{exposure[0] === undefined ? '' : `; ${exposure[0]}`}. {eventWords(state.events)}
        </p>
      </section>
      <div className={styles.column}>
        <section className={styles.section} aria-label="Correlations">
          <header>
            <b>Correlation</b>
            <span>of 20 minute returns; below it the ordinary, and z</span>
          </header>
          <CorrelationMatrix pairs={state.pairs} chosen={pair} choose={setPair} />
        </section>
        <PairPlot view={view} pair={pair} />
      </div>
      <StatePlot
        name="Expected move"
        testId="state-cone"
        data={cone}
        series={PRICE}
        format={twoDecimals}
        absent={`The price of ${underlying} is not known yet.`}
      >
        {choice}
        {isConeKnown ? null : <span className={styles.stale}>no cone: the implied distribution is not known</span>}
      </StatePlot>
      <StatePlot name="Implied, realised" testId="state-volatility" data={volatilities} series={VOLATILITIES} format={oneDecimal} absent={`Neither volatility of ${underlying} is known yet.`}>
        {choice}
      </StatePlot>
    </>
  );
}

function PairPlot({ view, pair }: { readonly view: MarketStateView; readonly pair: CorrelationPair }) {
  const [range, setRange] = useState<Range>('today');
  const past = useCorrelations(pair, range === 'today' ? null : range);
  const today = useMemo(() => correlationToday(view, pair), [view, pair]);
  const former = useMemo(() => (past.history === null ? null : correlationPast(past.history)), [past.history]);
  const isToday = range === 'today';
  const absent = isToday ? 'No correlation yet: it needs 20 minute returns.' : (past.failure ?? (former === null ? 'Reading …' : (past.history?.note ?? 'Nothing was recorded.')));
  return (
    <StatePlot
      name={pair.replace('_', ' × ')}
      testId="state-correlation"
      data={isToday || former === null ? (isToday ? today : { ...today, rows: [] }) : former}
      series={isToday ? TODAY : PAST}
      bounds={CORRELATION_BOUNDS}
      format={twoDecimals}
      dated={!isToday}
      absent={absent}
    >
      {(['today', '5d', '30d'] as const).map((name) => (
        <button key={name} type="button" className={styles.choice} aria-pressed={range === name} onClick={() => setRange(name)}>
          {RANGES[name]}
        </button>
      ))}
      {isToday || past.history?.note === null || past.history === null ? null : <span title={past.history.note}>△ {past.history.note}</span>}
    </StatePlot>
  );
}

function eventWords(events: NonNullable<MarketStateView['state']>['events']): string {
  return events.map(({ label, at, minutesUntil }) => `${label} at ${formatTime(at).slice(0, 5)}${minutesUntil > 0 ? `, in ${formatPrice(minutesUntil, 0)} min` : ', over'}.`).join(' ');
}
