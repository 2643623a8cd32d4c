import { useEffect, useRef } from 'react';
import type { RiskView } from '../../../src-core/contract/risk.ts';
import type { RiskMeasures } from '../../../src-core/risk/measures.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useStream } from '../../connection/core.tsx';
import { formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { BreakersTable } from './breakers-table.tsx';
import { FlatteningProgress } from './flattening-progress.tsx';
import { GaugesTable } from './gauges-table.tsx';
import { MeasuresTable } from './measures-table.tsx';
import { useRiskFocus } from './risk-focus.ts';
import { signedDollars, wholeMoney } from './risk-words.ts';
import { toDollars } from '../../../src-core/money.ts';
import styles from './risk.module.css';
import { ScenarioSection } from './scenario-section.tsx';
import { StateSection } from './state-section.tsx';
import { ValueAtRiskTable } from './value-at-risk-table.tsx';

/** The trading state, what may go wrong, and how much of each limit is left. */
export function RiskPanel({ visible }: { readonly visible: boolean }) {
  return visible ? <Risk /> : null;
}

function Risk() {
  const view = useStream('risk');
  const connection = useConnection();
  const { asked, leave } = useRiskFocus();
  const body = useRef<HTMLDivElement>(null);
  const isRead = view !== null;
  useEffect(() => {
    if (!asked || !isRead) return;
    body.current?.focus();
    leave();
  }, [asked, isRead, leave]);
  if (view === null) return <Awaited stream="risk" what="The risk" />;
  return (
    <section className={styles.panel} aria-label="Risk" data-testid="risk" data-stale={connection !== 'connected'}>
      <StateSection view={view} />
      {connection === 'connected' ? null : <p className={styles.stale}>△ not connected: these figures are of {formatTime(view.time)}</p>}
      <div ref={body} className={styles.body} tabIndex={0} role="group" aria-label="Risk">
        {view.flattening === null ? null : (
          <div className={styles.whole}>
            <FlatteningProgress flattening={view.flattening} />
          </div>
        )}
        <section className={styles.section} aria-label="Limits">
          <header>
            <b>Limits</b>
            <span>{accountWords(view)}</span>
          </header>
          {view.gauges.length === 0 ? <PanelState kind="loading" title="The limits are not measured yet" /> : <GaugesTable gauges={view.gauges} />}
        </section>
        <div className={styles.column}>
          <Measured view={view} measures={view.measures} />
        </div>
        {isHeld(view.measures) ? (
          <div className={`${styles.whole} ${styles.scenarios}`}>
            <ScenarioSection underlyings={view.measures.underlyings} visible />
          </div>
        ) : null}
        <section className={`${styles.section} ${isHeld(view.measures) ? styles.breakers : ''} ${styles.whole}`} aria-label="Circuit breakers">
          <header>
            <b>Circuit breakers</b>
            <span>{breakerCounts(view)}</span>
          </header>
          <BreakersTable breakers={view.breakers} />
        </section>
      </div>
    </section>
  );
}

function Measured({ view, measures }: { readonly view: RiskView; readonly measures: RiskMeasures | null }) {
  if (measures === null) {
    return (
      <section className={styles.section} aria-label="Measures">
        <PanelState kind="loading" title="Nothing is measured yet" detail={view.problems[0] ?? 'The measures begin with the first quotes.'} />
      </section>
    );
  }
  if (!isHeld(measures)) {
    return (
      <section className={styles.section} aria-label="Measures">
        <PanelState kind="empty" title="Nothing is held" detail="With a position, here stand its Greeks in dollars, the worst case at expiry, value at risk, and what it would gain or lose by spot, volatility and time." />
      </section>
    );
  }
  const age = view.time - measures.time;
  return (
    <>
      <section className={styles.section} aria-label="Measures">
        <header>
          <b>Measures</b>
          <span title={measures.clockLabel}>by the {measures.clockLabel}</span>
          {age > STALE_AFTER ? <span className={styles.warning}>△ of {formatTime(measures.time)}</span> : null}
        </header>
        <MeasuresTable measures={measures} />
      </section>
      <section className={styles.section} aria-label="Value at risk">
        <ValueAtRiskTable horizons={measures.valueAtRisk} />
      </section>
    </>
  );
}

/** Milliseconds that measures may be behind. */
const STALE_AFTER = 10_000;

function isHeld(measures: RiskMeasures | null): measures is RiskMeasures {
  return measures !== null && measures.book.positions + measures.book.positionsOnOrder > 0;
}

function accountWords({ measures }: RiskView): string {
  if (measures === null) return '';
  const worst = measures.dayAtWorst === null ? 'no bound' : signedDollars(-toDollars(measures.dayAtWorst));
  return `of ${wholeMoney(measures.equity)} at the start · free ${wholeMoney(measures.buyingPower)} · day at worst ${worst}`;
}

function breakerCounts({ breakers }: RiskView): string {
  const count = (state: RiskView['breakers'][number]['state']): number => breakers.filter((each) => each.state === state).length;
  const unread = breakers.filter(({ value, unit, state }) => value === null && unit !== 'none' && state !== 'tripped').length;
  const parts = [
    [count('tripped'), 'tripped'],
    [count('confirming'), 'confirming'],
    [unread, 'without a reading'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return said.length === 0 ? 'all quiet' : said.join(', ');
}
