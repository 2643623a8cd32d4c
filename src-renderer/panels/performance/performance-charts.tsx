import { memo, useCallback, useState } from 'react';
import type { PerformanceView, SlicesView } from '../../../src-core/contract/performance.ts';
import type { Dimension } from '../../../src-core/performance/slice.ts';
import type { IsoDate } from '../../../src-core/time.ts';
import { fileStem } from '../../design/save-file.ts';
import { runCommand } from '../../workspace/commands.ts';
import { useJournalFocus } from '../../workspace/journal-focus.ts';
import { CalendarMap } from './calendar-map.tsx';
import { CompareChart } from './compare-chart.tsx';
import { DayReport } from './day-report.tsx';
import { DistributionChart } from './distribution-chart.tsx';
import { EquityChart } from './equity-chart.tsx';
import { choose, isSliced, type PerformanceChoice, type Section, toggleKey } from './performance-choice.ts';
import styles from './performance.module.css';
import { RiskChart } from './scatter-chart.tsx';
import { SlicesChart } from './slices-chart.tsx';

export interface PerformanceChartsProps {
  readonly choice: PerformanceChoice;
  readonly view: PerformanceView;
  /** The second account; null where none is chosen, or nothing of it is known yet. */
  readonly compared: PerformanceView | null;
  readonly canCompare: boolean;
  readonly slices: SlicesView | null;
  /** The one section in sight; null shows all. */
  readonly section: Section | null;
}

const NOT_FILTERED: readonly string[] = [];

function chooseBy(by: Dimension): void {
  choose({ by });
}

/** The charts of a period, or of one section of it. */
const PerformanceCharts = memo(function PerformanceCharts({ choice, view, compared, canCompare, slices, section }: PerformanceChartsProps) {
  const [picked, setPicked] = useState<IsoDate | null>(null);
  const { account, basis, days, startEquity } = view;
  const day = picked !== null && days.some(({ date }) => date === picked) ? picked : (days.at(-1)?.date ?? null);
  const file = (what: string): string => fileStem(account.number, what, ...(view.from === null ? [] : [view.from]), ...(view.to === null ? [] : [view.to]), ...(isSliced(choice.slice) ? ['filtered'] : []));
  const open = useCallback((tradeId: string) => {
    useJournalFocus.getState().open(tradeId);
    runCommand('panel.journal');
  }, []);
  const { slice, by } = choice;
  const toggle = useCallback((key: string) => choose({ slice: toggleKey(slice, by, key) }), [slice, by]);
  const isShown = (name: Section): boolean => section === null || section === name;
  return (
    <>
      {isShown('equity') ? (
        <div className={styles.cell}>
          <EquityChart days={days} startEquity={startEquity} of={account.number} isOfTrades={basis === 'trades'} file={file('equity')} />
        </div>
      ) : null}
      {isShown('calendar') ? (
        <div className={styles.cell}>
          <CalendarMap view={view} file={file('calendar')} day={day} chooseDay={setPicked} />
          <DayReport account={account} day={day} chooseDay={setPicked} />
        </div>
      ) : null}
      {isShown('distributions')
        ? view.histograms.map((histogram) => (
            <div key={histogram.what} className={styles.cell}>
              <DistributionChart histogram={histogram} file={file(histogram.what)} />
            </div>
          ))
        : null}
      {isShown('slices') ? (
        <div className={styles.cell}>
          <SlicesChart
            view={slices?.by === by ? slices : null}
            by={by}
            chooseBy={chooseBy}
            chosen={slice[by] ?? NOT_FILTERED}
            toggle={toggle}
            file={file(`by-${by}`)}
          />
        </div>
      ) : null}
      {isShown('risk') ? (
        <div className={styles.cell}>
          <RiskChart scatter={view.scatter} file={file('risk-against-result')} open={open} />
        </div>
      ) : null}
      {isShown('compare') ? (
        <div className={styles.cell}>
          {compared === null ? (
            <p className={styles.absent}>{canCompare ? 'Choose a second account above: both are drawn from the same start.' : 'Paper against live: import a broker’s statement in the journal, and its account can be compared with this one.'}</p>
          ) : (
            <CompareChart first={view} second={compared} file={file(`against-${compared.account.number}`)} />
          )}
        </div>
      ) : null}
    </>
  );
});

export default PerformanceCharts;
