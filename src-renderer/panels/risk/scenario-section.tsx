import { useState } from 'react';
import type { RiskMeasures } from '../../../src-core/risk/measures.ts';
import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { formatTime } from '../../design/format.ts';
import { Figure } from '../../design/figure.tsx';
import { PanelState } from '../../design/panel-state.tsx';
import type { Cell } from './heat.ts';
import { HeatMap } from './heat-map.tsx';
import { aheadWords } from './risk-words.ts';
import styles from './scenario.module.css';
import { cellSentence, exactDollars, extremes, momentWords, type Scope } from './scenario-words.ts';
import { useScenarios } from './use-scenarios.ts';

const SCOPES: readonly Scope[] = ['book', ...UNDERLYINGS];

/** What the book, or one underlying, would gain or lose by spot, volatility and time. */
export function ScenarioSection({ underlyings, visible }: { readonly underlyings: RiskMeasures['underlyings']; readonly visible: boolean }) {
  const [scope, setScope] = useState<Scope>('book');
  const [at, setAt] = useState(0);
  const [crosshair, setCrosshair] = useState<Cell | null>(null);
  const { grid, failure } = useScenarios(scope, visible);
  const last = Math.max(0, (grid?.minutes.length ?? 1) - 1);
  const shown = Math.min(at, last);
  const minutes = grid?.minutes[shown] ?? 0;
  return (
    <section className={styles.section} aria-label="Scenarios" data-testid="scenarios">
      <header>
        <b>Scenarios</b>
        {SCOPES.map((name) => (
          <button key={name} type="button" className={styles.choice} aria-pressed={scope === name} onClick={() => setScope(name)}>
            {name === 'book' ? 'Book' : name}
          </button>
        ))}
        <span className={styles.spring} />
        <label className={styles.time}>
          <span>Time</span>
          <input type="range" min={0} max={last} step={1} value={shown} disabled={grid === null} data-testid="scenario-time" aria-valuetext={grid === null ? undefined : momentWords(grid, shown)} onChange={(event) => setAt(Number(event.target.value))} />
          <output>{grid === null ? '–' : minutes === 0 ? 'now' : `${momentWords(grid, shown)} · in ${aheadWords(minutes)}`}</output>
        </label>
      </header>
      <div className={styles.stage}>
        {grid === null ? (
          failure === null ? (
            <PanelState kind="loading" title="Repricing every scenario" />
          ) : (
            <PanelState kind="error" title="The scenarios cannot be reckoned" detail={`${failure}. Trying again.`} />
          )
        ) : (
          <>
            <Readout grid={grid} at={shown} crosshair={crosshair} underlyings={underlyings} />
            <HeatMap grid={grid} at={shown} crosshair={crosshair} setCrosshair={setCrosshair} stepTime={(by) => setAt(Math.min(last, Math.max(0, shown + by)))} />
            <p className={styles.note}>
              {failure === null ? '' : <span className={styles.warning}>△ not renewed: {failure}. </span>}
              Dollars from now, every cell repriced, as of {formatTime(grid.time)}.{grid.scope === 'book' ? ' Each underlying moves by its part of the move.' : ''} {grid.note ?? ''}
            </p>
          </>
        )}
      </div>
    </section>
  );
}

interface ReadoutProps {
  readonly grid: Parameters<typeof cellSentence>[0];
  readonly at: number;
  readonly crosshair: Cell | null;
  readonly underlyings: RiskMeasures['underlyings'];
}

/** The exact value under the crosshair; without one the worst and the best of the moment. */
function Readout({ grid, at, crosshair, underlyings }: ReadoutProps) {
  const { worst, best } = extremes(grid, at);
  const chosen = crosshair === null ? [{ name: 'Worst', cell: worst }, { name: 'Best', cell: best }] : [{ name: '', cell: crosshair }];
  return (
    <div className={styles.readout} data-testid="scenario-readout" data-crossed={crosshair !== null} aria-live={crosshair === null ? 'off' : 'polite'}>
      {chosen.map(({ name, cell }) => {
        if (cell === null) return null;
        const { value, text } = cellSentence(grid, at, cell, underlyings);
        return (
          <span key={name} title={text}>
            {name} <Figure value={value} text={exactDollars(value)} weight="strong" /> {text}
          </span>
        );
      })}
    </div>
  );
}
