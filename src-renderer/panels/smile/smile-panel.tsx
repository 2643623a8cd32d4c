import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { useConnection, useStream } from '../../connection/core.tsx';
import { formatPrice, formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useCommands } from '../../workspace/commands.ts';
import { useSelection } from '../../workspace/selection.ts';
import { type TradingEnd, useTradingEnd } from '../../workspace/trading-end.ts';
import { clockWords } from '../chain/chain-words.ts';
import { SmileChart } from './smile-chart.tsx';
import { SmileFiles } from './smile-files.tsx';
import { SmileFigures, SmileReadingLine } from './smile-figures.tsx';
import { useSmileFocus } from './smile-focus.ts';
import { moveAlong, nearestStrike, smileReadings } from './smile-reading.ts';
import { SmileTable } from './smile-table.tsx';
import { absenceWords, unfittedWords } from './smile-words.ts';
import styles from './smile.module.css';
import { type ReadSmile, useSmile } from './use-smile.ts';

const SHAPES = { chart: 'Chart', table: 'Table' } as const;
type Shape = keyof typeof SHAPES;

/** The volatility smile of the selected underlying, and the prices at the reference time that it implies. */
export function SmilePanel({ visible }: { readonly visible: boolean }) {
  const underlying = useSelection((state) => state.underlying);
  const [shape, setShape] = useState<Shape>('chart');
  const { asked, leave } = useSmileFocus();
  useEffect(() => {
    if (!asked) return undefined;
    // Whoever goes on to something else before the smile is there keeps the keys.
    const stop = new AbortController();
    for (const act of ['keydown', 'pointerdown']) window.addEventListener(act, leave, { signal: stop.signal });
    return () => stop.abort();
  }, [asked, leave]);
  useCommands([
    {
      id: 'smile.shape',
      title: shape === 'chart' ? 'Show the smile as a table' : 'Show the smile as a chart',
      keys: 'shift+v',
      group: 'Smile',
      enabled: () => visible,
      run: () => {
        setShape(shape === 'chart' ? 'table' : 'chart');
        useSmileFocus.getState().ask();
      },
    },
  ]);
  return <Smile key={underlying} underlying={underlying} visible={visible} shape={shape} onShape={setShape} />;
}

interface SmileProps {
  readonly underlying: Underlying;
  readonly visible: boolean;
  readonly shape: Shape;
  readonly onShape: (shape: Shape) => void;
}

function Smile({ underlying, visible, shape, onShape }: SmileProps) {
  const { smile, failure } = useSmile(underlying, visible);
  const connection = useConnection();
  const end = useTradingEnd();
  const ticker = useStream('market')?.tickers.find((view) => view.ticker === underlying);
  const isDisconnected = connection === 'disconnected';
  const isStale = isDisconnected || failure !== null || ticker?.stale === true || end !== null;
  const chain = ticker?.chain ?? null;
  return (
    <section className={styles.panel} aria-label="Volatility smile" data-testid="smile" data-fit={smile?.view.fit.state} data-stale={isStale}>
      <div className={styles.bar}>
        <b>{underlying}</b>
        <span className={styles.clock} title={chain === null ? undefined : clockWords(chain)} data-testid="smile-clock">
          {smile?.view.clockLabel ?? ''}
        </span>
        <Age smile={smile} isDisconnected={isDisconnected || failure !== null} isStale={ticker?.stale === true} end={end} />
        <span className={styles.spring} />
        <span className={styles.shapes} role="group" aria-label="Show as">
          {(['chart', 'table'] as const).map((name) => (
            <button key={name} type="button" className={styles.shape} aria-pressed={shape === name} data-testid={`smile-as-${name}`} onClick={() => onShape(name)}>
              {SHAPES[name]}
            </button>
          ))}
        </span>
      </div>
      {smile !== null ? (
        <Read smile={smile} spot={ticker?.last ?? null} end={end} shape={shape} visible={visible} />
      ) : isDisconnected ? (
        <PanelState kind="disconnected" title="Not connected to the core" detail="The smile returns with the connection; trying again." />
      ) : failure !== null ? (
        <PanelState kind="error" title="The smile cannot be shown" detail={`${failure.message}. Trying again.`} />
      ) : (
        <PanelState kind="loading" title={`Waiting for the ${underlying} smile`} />
      )}
    </section>
  );
}

interface AgeProps {
  readonly smile: ReadSmile | null;
  readonly isDisconnected: boolean;
  readonly isStale: boolean;
  readonly end: TradingEnd | null;
}

function Age({ smile, isDisconnected, isStale, end }: AgeProps) {
  if (isDisconnected) return smile === null ? null : <span className={styles.stale} title="Not connected: the smile is of an earlier moment">⊘ of {formatTime(smile.view.time)}</span>;
  if (end !== null) return <span className={styles.stale}>trading has ended</span>;
  return isStale ? <span className={styles.stale}>△ stale</span> : null;
}

interface ReadProps {
  readonly smile: ReadSmile;
  readonly spot: number | null;
  readonly end: TradingEnd | null;
  readonly shape: Shape;
  readonly visible: boolean;
}

function Read({ smile: { view, axes }, spot, end, shape, visible }: ReadProps) {
  const { fit, forward, points, underlying } = view;
  const focus = useRef<HTMLDivElement>(null);
  const asked = useSmileFocus((state) => state.asked);
  const [pinned, setPinned] = useState<number | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const readings = useMemo(() => smileReadings(view), [view]);
  const strike = hovered ?? pinned ?? forward ?? spot ?? 0;
  const at = nearestStrike(readings, strike);
  const absence = fit.state === 'absent' ? absenceWords(fit.reason, underlying, points.length) : null;

  useEffect(() => {
    if (!asked || !visible || focus.current === null) return;
    focus.current.focus();
    useSmileFocus.getState().leave();
  }, [asked, visible, shape]);

  const strikeOf = (index: number | null): number | null => (index === null ? null : (readings[index]?.strike ?? null));
  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && pinned !== null) {
      event.preventDefault();
      setPinned(null);
      return;
    }
    const next = moveAlong(event.key, at, readings.length);
    if (next === null) return;
    event.preventDefault();
    setHovered(null);
    setPinned(strikeOf(next));
  }

  if (readings.length === 0 || axes === null || (absence !== null && shape === 'chart')) {
    return (
      <>
        {view.straddle === null ? null : <SmileFigures view={view} />}
        <PanelState kind="empty" title={end?.title ?? absence?.title ?? 'No strike has a volatility'} detail={end === null ? absence?.detail : end.next} />
      </>
    );
  }
  return (
    <>
      <SmileFigures view={view} />
      <SmileReadingLine reading={readings[at]} />
      {fit.state === 'absent' ? <p className={styles.notice}>△ {absence === null ? unfittedWords(fit.reason) : `${absence.title}.`}</p> : null}
      {shape === 'table' ? (
        <SmileTable readings={readings} at={at} table={focus} onPin={(index) => setPinned(strikeOf(index))} onKeyDown={onKeyDown} />
      ) : (
        <>
          <div className={styles.head}>
            <Legend forward={forward} spot={spot} beyond={readings.filter((reading) => reading.strike < axes.strikes.low || reading.strike > axes.strikes.high).length} />
            <SmileFiles view={view} readings={readings} chart={focus} />
          </div>
          <SmileChart
            view={view}
            axes={axes}
            readings={readings}
            at={at}
            spot={spot}
            chart={focus}
            onHover={(index) => setHovered(strikeOf(index))}
            onPin={(index) => setPinned(strikeOf(index))}
            onKeyDown={onKeyDown}
          />
        </>
      )}
    </>
  );
}

function Legend({ forward, spot, beyond }: { readonly forward: number | null; readonly spot: number | null; readonly beyond: number }) {
  return (
    <p className={styles.legend}>
      <span>
        <i className={styles.keyForward}>┆</i> forward <b>{formatPrice(forward)}</b>
      </span>
      <span>
        <i className={styles.keySpot}>▲</i> spot <b>{formatPrice(spot)}</b>
      </span>
      <span title="Quoted volatility with its bid and ask">
        <i>●</i> quoted, bid–ask
      </span>
      <span>
        <i className={styles.keyCurve}>—</i> fitted
      </span>
      <span title="The smile lies below the quote’s bid">
        <i className={styles.keyRich}>▲</i> rich
      </span>
      <span title="The smile lies above the quote’s ask">
        <i className={styles.keyCheap}>▼</i> cheap
      </span>
      <span title="The middle 68 % and 95 % of the density">
        <i className={styles.key68} /> 68 % <i className={styles.key95} /> 95 %
      </span>
      {beyond === 0 ? null : <span title="Quoted too far from the forward to be drawn; the table has them">{beyond} further out in the table</span>}
    </p>
  );
}
