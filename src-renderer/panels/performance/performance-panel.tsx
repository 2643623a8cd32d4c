import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { PerformanceAccount, PerformanceView, SlicesView } from '../../../src-core/contract/performance.ts';
import { type Dimension, DIMENSIONS } from '../../../src-core/performance/slice.ts';
import { useConnection, useStreamPart } from '../../connection/core.tsx';
import { Figure } from '../../design/figure.tsx';
import { formatSignedDollars } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useSize } from '../smile/use-size.ts';
import { MetricsTable } from './metrics-table.tsx';
import { PerformanceBar } from './performance-bar.tsx';
import { choose, isSliced, type PerformanceChoice, performanceChoice, type Section, SECTION_TITLES, SECTIONS } from './performance-choice.ts';
import { usePerformanceFocus } from './performance-focus.ts';
import { spanWords } from './performance-words.ts';
import styles from './performance.module.css';
import { boundsOf } from './period.ts';
import { SliceFilters } from './slice-filters.tsx';
import { valueOf } from './slices-data.ts';
import { type MetricDefinition, useAccounts, useKeys, usePeriod, useRevision, useSlices } from './use-performance.ts';

/** Loaded after the first paint: the charts' library is the largest part of the window. */
const PerformanceCharts = lazy(() => import('./performance-charts.tsx'));

/** Up to this width one section is shown at a time. Pixels. */
const NARROW = 760;

/** What the trading came to: figures, curves and slices of an account over a period. */
export function PerformancePanel({ visible }: { readonly visible: boolean }) {
  const choice = performanceChoice.use();
  const [opened, setOpened] = useState<Dimension | null>(null);
  const today = useStreamPart('session', (session) => session?.date ?? null);
  const problems = useStreamPart('performance', (state) => state?.problems.join(' ') ?? '');
  const isConnected = useConnection() === 'connected';
  const revision = useRevision();
  const known = useAccounts(visible, revision);
  const accounts = known.value?.accounts ?? [];
  const account = accounts.find(({ id, own }) => (choice.accountId === null ? own : id === choice.accountId)) ?? accounts.find(({ own }) => own) ?? null;
  const other = accounts.find(({ id }) => id === choice.comparedId && id !== account?.id) ?? null;

  const bounds = today === null ? null : boundsOf(choice.period, today);
  const of = (each: PerformanceAccount | null) => (each === null || bounds === null || !visible ? null : { accountId: each.own ? null : each.id, bounds, slice: choice.slice });
  const read = usePeriod(of(account), revision);
  const beside = usePeriod(of(other), revision);
  const slices = useSlices(of(account), choice.by, revision);
  const keys = useKeys(of(account), DIMENSIONS.filter((dimension) => dimension === opened || choice.slice[dimension] !== undefined), revision);

  const view = read.value;
  const isBackwards = today !== null && bounds === null;
  const isWaiting = read.isOld && read.failure === null;
  return (
    <section className={styles.panel} aria-label="Performance" aria-busy={isWaiting} data-testid="performance" data-stale={!isConnected || read.failure !== null}>
      <div className={styles.bar}>
        <PerformanceBar choice={choice} accounts={accounts} account={account} isBackwards={isBackwards} today={today} />
        <span className={styles.span} data-testid="performance-span">
          {view === null ? null : spanWords(view.from, view.to)}
        </span>
        <Mark isConnected={isConnected} failure={read.failure} isWaiting={isWaiting && view !== null} again={read.again} />
        <span className={styles.spring} />
        <Today />
      </div>
      {account === null || account.trades === 0 ? null : <SliceFilters slice={choice.slice} opened={opened} keys={keys.value ?? []} setOpened={setOpened} set={(slice) => choose({ slice })} />}
      {problems === '' ? null : (
        <p className={styles.problem} role="status">
          △ {problems}
        </p>
      )}
      {isBackwards ? (
        <PanelState kind="empty" title="The period ends before it begins" detail="Choose a first day that is not after the last." action={{ title: 'Show all days', run: () => choose({ period: { kind: 'all' } }) }} />
      ) : view === null || known.value === null || account === null ? (
        <Unread isConnected={isConnected} failure={known.failure ?? read.failure} again={known.failure === null ? read.again : known.again} />
      ) : account.trades === 0 && view.days.length === 0 ? (
        <PanelState kind="empty" title="No trade is over yet" detail={account.own ? 'Figures begin when the first package is closed or settles: trade from the ticket or a signal, and let it end.' : 'Nothing of this account was imported: import a broker’s statement in the journal.'} />
      ) : (
        <Content choice={choice} view={view} compared={other === null ? null : beside.value} canCompare={accounts.length > 1} definitions={known.value.definitions} slices={slices.value} isOld={isWaiting} />
      )}
    </section>
  );
}

function Unread({ isConnected, failure, again }: { readonly isConnected: boolean; readonly failure: string | null; readonly again: () => void }) {
  if (!isConnected) return <PanelState kind="disconnected" title="Not connected to the core" detail="The figures return with the connection; trying again." />;
  if (failure !== null) return <PanelState kind="error" title="The performance cannot be read" detail={failure} action={{ title: 'Try again', run: again }} />;
  return <PanelState kind="loading" title="Reading the performance" />;
}

/** What the figures are not of: this moment, or the question as it stands. */
function Mark({ isConnected, failure, isWaiting, again }: { readonly isConnected: boolean; readonly failure: string | null; readonly isWaiting: boolean; readonly again: () => void }) {
  if (!isConnected) return <span className={styles.stale}>△ not connected: of an earlier moment</span>;
  if (failure !== null) {
    return (
      <span className={styles.stale} role="alert">
        △ of an earlier question: {failure}{' '}
        <button type="button" className={styles.choice} onClick={again}>
          Try again
        </button>
      </span>
    );
  }
  return isWaiting ? <span className={styles.waiting}>… reading</span> : null;
}

/** The own account's result of the day so far. */
function Today() {
  const day = useStreamPart('performance', (state) => state?.today.find(({ underlying }) => underlying === null) ?? null);
  if (day === null) return null;
  return (
    <span className={styles.today} title={`${day.trades} ended: ${day.winners} won, ${day.losers} lost; ${day.state}`} data-testid="performance-today">
      Today <Figure value={day.net} text={formatSignedDollars(day.net)} arrow />
    </span>
  );
}

interface ContentProps {
  readonly choice: PerformanceChoice;
  readonly view: PerformanceView;
  readonly compared: PerformanceView | null;
  readonly canCompare: boolean;
  readonly definitions: readonly MetricDefinition[];
  readonly slices: SlicesView | null;
  readonly isOld: boolean;
}

function Content({ choice, view, compared, canCompare, definitions, slices, isOld }: ContentProps) {
  const [size, measure] = useSize();
  const body = useRef<HTMLDivElement>(null);
  const { asked, leave } = usePerformanceFocus();
  useEffect(() => {
    if (!asked) return;
    body.current?.focus();
    leave();
  }, [asked, leave]);
  const isNarrow = size !== null && size.width < NARROW;
  const isNothing = valueOf(view.metrics, 'trades') === 0;
  const views = compared === null ? [view] : [view, compared];
  const metrics = <MetricsTable definitions={definitions} views={views} />;
  const charts = (section: Section | null) => (
    <Suspense fallback={<PanelState kind="loading" title="Loading the charts" />}>
      <PerformanceCharts choice={choice} view={view} compared={compared} canCompare={canCompare} slices={slices} section={section} />
    </Suspense>
  );
  return (
    <div ref={measure} className={styles.content} data-old={isOld}>
      {view.days.length === 0 ? (
        <PanelState kind="empty" title="No day of the account is in the period" detail={`It has days of ${spanWords(view.account.from, view.account.to)}.`} action={{ title: 'Show all days', run: () => choose({ period: { kind: 'all' } }) }} />
      ) : isNothing && isSliced(choice.slice) ? (
        <PanelState kind="empty" title="No trade matches the filters" detail={`Of ${spanWords(view.from, view.to)}.`} action={{ title: 'Clear filters', run: () => choose({ slice: {} }) }} />
      ) : size === null ? null : isNarrow ? (
        <>
          <div className={styles.tabs} role="tablist" aria-label="Section">
            {SECTIONS.map((section) => (
              <button key={section} type="button" role="tab" className={styles.tab} aria-selected={choice.section === section} data-testid="performance-section" data-section={section} onClick={() => choose({ section })}>
                {SECTION_TITLES[section]}
              </button>
            ))}
          </div>
          <div ref={body} className={styles.single} tabIndex={0} role="tabpanel" aria-label={SECTION_TITLES[choice.section]}>
            {choice.section === 'figures' ? metrics : charts(choice.section)}
          </div>
        </>
      ) : (
        <div ref={body} className={styles.body} tabIndex={0} role="group" aria-label="Performance" data-columns={views.length}>
          {metrics}
          <div className={styles.charts}>{charts(null)}</div>
        </div>
      )}
    </div>
  );
}
