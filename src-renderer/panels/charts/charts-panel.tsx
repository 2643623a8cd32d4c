import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import type { HistoryView } from '../../../src-core/contract/connections.ts';
import type { JournalPage } from '../../../src-core/contract/journal.ts';
import type { SessionView } from '../../../src-core/contract/schemas.ts';
import { isUnderlying, type Ticker, TICKERS, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { ConePoint } from '../../../src-core/market/price-cone.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useCore, useStreamPart } from '../../connection/core.tsx';
import { type Answer, type Question, useAnswer } from '../../connection/use-answer.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import { useSelection } from '../../workspace/selection.ts';
import { windowStore } from '../../workspace/window-store.ts';
import { candlesOfBars, INTERVALS } from './candle-intervals.ts';
import { CHART_COLUMNS, chartRows, historyContent, todayContent } from './chart-content.ts';
import { CHART_RANGES, chartSettings, OVERLAY_WORDS, OVERLAYS } from './chart-settings.ts';
import styles from './charts-panel.module.css';
import type { ChartContent } from './price-chart.ts';
import { priceLevels, tradedOf, tradeMarks } from './trade-marks.ts';
import { useCandles } from './use-candles.ts';

/** Loaded after the first paint, with the charts' library. */
const DrawnChart = lazy(() => import('./drawn-chart.tsx'));

/** A bar is recorded each minute. */
const AGAIN_MS = 60_000;
const NO_CONE: readonly ConePoint[] = [];
const RANGE_TITLES = { today: 'Today', '5d': '5 D', '30d': '30 D', '2y': '2 Y' } as const;
/** VIX is charted here; everything else follows the underlying of the window. */
const useIsVix = windowStore<boolean>(() => false);

/** Candles of the chosen underlying with one's own trades, strikes, break-evens and the expected move drawn on them. */
export function ChartsPanel({ visible }: { readonly visible: boolean }) {
  const session = useStreamPart('session', (view) => (view === null ? null : view.open));
  const selected = useSelection((state) => state.underlying);
  const ticker: Ticker = useIsVix() ? 'VIX' : selected;
  const { range } = chartSettings.use();
  if (session === null) return <Awaited stream="session" what="The session" />;
  return (
    <div className={styles.panel} data-testid="charts-panel">
      <Choices ticker={ticker} />
      {range === 'today' ? <Today key={ticker} ticker={ticker} open={session} visible={visible} /> : <History key={`${ticker} ${range}`} ticker={ticker} range={range} visible={visible} />}
    </div>
  );
}

function Choices({ ticker }: { readonly ticker: Ticker }) {
  const settings = chartSettings.use();
  const { range, interval, overlays } = settings;
  const choose = (chosen: Ticker): void => {
    useIsVix.setState(!isUnderlying(chosen), true);
    if (isUnderlying(chosen)) useSelection.getState().setUnderlying(chosen);
  };
  return (
    <div className={styles.bar}>
      <span className={styles.group} role="group" aria-label="Ticker">
        {TICKERS.map((name) => (
          <button key={name} type="button" className={styles.choice} aria-pressed={name === ticker} data-testid={`charts-${name}`} onClick={() => choose(name)}>
            {name}
          </button>
        ))}
      </span>
      <span className={styles.group} role="group" aria-label="Range">
        {CHART_RANGES.map((name) => (
          <button key={name} type="button" className={styles.choice} aria-pressed={name === range} data-testid={`charts-range-${name}`} onClick={() => chartSettings.set({ ...settings, range: name })}>
            {RANGE_TITLES[name]}
          </button>
        ))}
      </span>
      {range === 'today' ? (
        <span className={styles.group} role="group" aria-label="Minutes of a candle">
          {INTERVALS.map((minutes) => (
            <button key={minutes} type="button" className={styles.choice} aria-pressed={minutes === interval} data-testid={`charts-interval-${minutes}`} onClick={() => chartSettings.set({ ...settings, interval: minutes })}>
              {minutes} min
            </button>
          ))}
        </span>
      ) : null}
      <span className={styles.group} role="group" aria-label="Drawn over the candles">
        {OVERLAYS.map((name) => {
          const isOn = overlays.includes(name);
          return (
            <button
              key={name}
              type="button"
              className={styles.choice}
              aria-pressed={isOn}
              title={OVERLAY_WORDS[name].what}
              data-testid={`charts-overlay-${name}`}
              onClick={() => chartSettings.set({ ...settings, overlays: isOn ? overlays.filter((shown) => shown !== name) : [...overlays, name] })}
            >
              {OVERLAY_WORDS[name].title}
            </button>
          );
        })}
      </span>
      <span className={styles.source} title="Lightweight Charts™, Copyright TradingView, Inc., https://www.tradingview.com">
        Lightweight Charts™ by TradingView
      </span>
    </div>
  );
}

function Today({ ticker, open, visible }: { readonly ticker: Ticker; readonly open: number; readonly visible: boolean }) {
  const { candles, failure } = useCandles(ticker, visible);
  const connection = useConnection();
  const source = useStreamPart('session', (view) => view?.feed.label ?? null);
  const packages = useStreamPart('positions', (view) => view?.packages.filter(({ underlying }) => underlying === ticker) ?? []);
  const cone = useCone(ticker);
  const { interval, overlays } = chartSettings.use();
  const marks = useSame(tradeMarks(tradedOf(packages)));
  const levels = useSame(priceLevels(packages));
  const content = useMemo(() => (candles === null ? null : todayContent({ candles, marks, levels, cone, interval, overlays, open })), [candles, marks, levels, cone, interval, overlays, open]);
  if (content === null) {
    if (connection === 'disconnected') return <PanelState kind="disconnected" title="Not connected to the core" detail="The candles return with the connection; trying again." />;
    return failure === null ? <PanelState kind="loading" title={`Reading ${ticker}`} /> : <PanelState kind="error" title="The candles cannot be read" detail={failure.message} />;
  }
  if (content.candles.length === 0) return <PanelState kind="empty" title={`No trade of ${ticker} yet`} detail="Candles are drawn from its first price of the session on." />;
  const note = `${interval} min · ${sourceWords(source)}${connection === 'disconnected' ? ' · not connected' : ''}`;
  return <Drawn title={`${ticker} today`} note={note} name={`${ticker.toLowerCase()}-today`} content={content} />;
}

/** The implied cone of an underlying; VIX has none. */
function useCone(ticker: Ticker): readonly ConePoint[] {
  return useStreamPart('marketState', (view) => (view === null || !isUnderlying(ticker) ? null : view.cones[ticker as Underlying])) ?? NO_CONE;
}

function sourceWords(source: SessionView['feed']['label'] | null): string {
  return source === null ? '' : source.toLowerCase();
}

function History({ ticker, range, visible }: { readonly ticker: Ticker; readonly range: '5d' | '30d' | '2y'; readonly visible: boolean }) {
  const core = useCore();
  const bars = useCallback<Question<HistoryView>>((signal) => core.call('market.history', { ticker, range }, { signal }), [core, ticker, range]);
  const { value: history, failure } = useLasting(bars, visible);
  const first = history?.bars[0]?.time ?? null;
  const from = first === null ? null : dateInNewYork(first);
  const trades = useCallback<Question<JournalPage | null>>(
    async (signal) => (from === null || !isUnderlying(ticker) ? null : core.call('journal.list', { from, slice: { underlying: [ticker] }, sort: 'opened', limit: 500 }, { signal })),
    [core, ticker, from],
  );
  const { value: journal } = useLasting(trades, visible);
  const { overlays } = chartSettings.use();
  const connection = useConnection();
  const content = useMemo(() => (history === null ? null : historyContent(candlesOfBars(history.bars), journal?.rows ?? [], overlays)), [history, journal, overlays]);
  if (content === null || history === null) {
    if (connection === 'disconnected') return <PanelState kind="disconnected" title="Not connected to the core" detail="The history returns with the connection; trying again." />;
    return failure === null ? <PanelState kind="loading" title={`Reading ${RANGE_TITLES[range]} of ${ticker}`} /> : <PanelState kind="error" title="The history cannot be read" detail={failure} />;
  }
  if (content.candles.length === 0) return <PanelState kind="empty" title="Nothing recorded yet" detail="The terminal records each minute it runs." />;
  const more = journal !== null && journal.total > journal.rows.length ? ` · the newest ${journal.rows.length} of ${journal.total} trades` : '';
  const note = `${history.every === 'day' ? 'daily bars' : 'minute bars'} · ${history.source}${more}${failure === null ? '' : ' · not read again'}`;
  return <Drawn title={`${ticker}, ${RANGE_TITLES[range]}`} note={note} name={`${ticker.toLowerCase()}-${range}`} content={content} />;
}

function Drawn({ title, note, name, content }: { readonly title: string; readonly note: string; readonly name: string; readonly content: ChartContent }) {
  const rows = useMemo(() => chartRows(content, dateInNewYork), [content]);
  return (
    <div className={styles.chart}>
      <ChartFrame title={title} note={note} name={name} columns={CHART_COLUMNS} rows={rows} height="fill">
        <Suspense fallback={null}>
          <DrawnChart content={content} label={`${title}, candles`} />
        </Suspense>
      </ChartFrame>
    </div>
  );
}

/** A hook: the answer to a question that is asked again each minute while `visible`. */
function useLasting<T>(question: Question<T>, visible: boolean): Pick<Answer<T>, 'value' | 'failure'> {
  const { value, failure, again } = useAnswer(visible ? question : null);
  useEffect(() => {
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [again]);
  return { value, failure };
}

/** A hook: the value it was given before, while the newest says the same: what is drawn stays as it is. */
function useSame<T>(value: T): T {
  const [kept, keep] = useState(value);
  if (kept === value || JSON.stringify(kept) === JSON.stringify(value)) return kept;
  keep(value);
  return value;
}
