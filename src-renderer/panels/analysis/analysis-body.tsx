import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { MINUTE } from '../../../src-core/time.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { MOST_LEGS, useTicket } from '../ticket/ticket-store.ts';
import type { Analysis, SlotAnalysis } from './analyse.ts';
import { TABS, type Tab, useAnalysis } from './analysis-store.ts';
import { distributionWords, STICKY_WORDS } from './analysis-words.ts';
import styles from './analysis.module.css';
import { CompareTable } from './compare-table.tsx';
import { GreekPlots } from './greek-plots.tsx';
import type { ListedQuotes } from './listed-quotes.ts';
import { MomentSliders } from './moment-sliders.tsx';
import { PayoffChart } from './payoff-chart.tsx';
import { ScenarioTable } from './scenario-table.tsx';
import { allMovedBy, movedBy, movedTo } from './strike-moves.ts';
import { type StructureActs, StructureList } from './structure-list.tsx';
import { orderOf } from './structure-spec.ts';
import { SurfaceChart } from './surface-chart.tsx';
import { useOrderEffects } from './use-order-effects.ts';

const TAB_TITLES: Readonly<Record<Tab, string>> = { payoff: 'Payoff', greeks: 'Greeks by price', day: 'Through the day', surface: 'Surface', scenarios: 'Scenarios', compare: 'Compare' };
const TIME_STEP = 5;

export interface AnalysisBodyProps {
  readonly analysis: Analysis;
  readonly quotes: ListedQuotes;
  /** While a strike is dragged the axes hold still. */
  readonly hold: (isHeld: boolean) => void;
  readonly visible: boolean;
}

/** The structures, the chosen view of them, and the moment they are looked at. */
export function AnalysisBody({ analysis, quotes, hold, visible }: AnalysisBodyProps) {
  const { selected, leg, tab, setAt, setShift, setTab, select, move } = useAnalysis();
  const [refusal, setRefusal] = useState<string | null>(null);
  const latest = useRef({ analysis, quotes });
  useLayoutEffect(() => {
    latest.current = { analysis, quotes };
  });
  const effects = useOrderEffects(analysis.slots, visible && tab === 'compare');
  const { frame, slots } = analysis;
  const own = slots.find(({ slot }) => slot.letter === selected) ?? slots[0];

  const acts = useMemo((): StructureActs => {
    const drawnOf = (letter: string): (SlotAnalysis & { readonly state: 'drawn' }) | null => {
      const found = latest.current.analysis.slots.find(({ slot }) => slot.letter === letter);
      return found?.state === 'drawn' ? found : null;
    };
    return {
      select: (letter, leg) => select(letter, leg),
      remove: (letter) => useAnalysis.getState().remove(letter),
      reset: (letter) => move(letter, {}),
      setQuantity: (letter, quantity) => {
        if (Number.isInteger(quantity) && quantity >= 1 && quantity <= 10_000) useAnalysis.getState().setQuantity(letter, quantity);
      },
      step: (letter, symbol, steps, isAll) => {
        const drawn = drawnOf(letter);
        const moved = drawn?.drawn.spec.legs.find((each) => each.symbol === symbol);
        if (drawn === null || moved === undefined) return;
        const moves = isAll ? allMovedBy(drawn.drawn.spec.legs, steps, drawn.slot.moves, latest.current.quotes) : movedBy(moved, steps, drawn.slot.moves, latest.current.quotes);
        if (moves !== null) move(letter, moves);
      },
      toTicket: (letter) => {
        const drawn = drawnOf(letter);
        if (drawn === null) return;
        const order = orderOf(drawn.drawn.spec, drawn.slot.moves, MOST_LEGS);
        if ('problem' in order) {
          setRefusal(order.problem);
          return;
        }
        setRefusal(null);
        useTicket.getState().loadLegs(order.legs, order.quantity);
      },
    };
  }, [select, move]);

  function drag(symbol: string, price: number): void {
    if (own?.state !== 'drawn') return;
    const from = own.drawn.spec.legs.find((each) => each.symbol === symbol);
    const moves = from === undefined ? null : movedTo(from, price, own.slot.moves, quotes);
    if (moves !== null) move(own.slot.letter, moves);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === '[' || key === ']') {
      const time = frame.time + (key === ']' ? TIME_STEP : -TIME_STEP) * MINUTE;
      setAt(time <= frame.market.view.time ? null : Math.min(time, frame.market.view.reference));
    } else if (key === 'PageUp' || key === 'PageDown') setShift(frame.shift * 100 + (key === 'PageUp' ? 1 : -1));
    else if (own?.state !== 'drawn' || own.drawn.legs.length === 0) return;
    else {
      const at = own.drawn.legs.findIndex(({ from }) => from.symbol === leg);
      const { letter } = own.slot;
      const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[key];
      const steps = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (next !== undefined) {
        const count = own.drawn.legs.length;
        select(letter, own.drawn.legs[(next + count) % count]?.from.symbol ?? null);
      } else if (steps !== undefined) {
        const symbol = own.drawn.legs[Math.max(0, at)]?.from.symbol ?? '';
        if (at === -1) select(letter, symbol);
        acts.step(letter, symbol, steps, event.shiftKey);
      } else return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={styles.body}>
      <nav className={styles.tabs} role="tablist" aria-label="Views of the analysis">
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" className={styles.tab} aria-selected={tab === name} data-testid={`analysis-tab-${name}`} onClick={() => setTab(name)}>
            {TAB_TITLES[name]}
          </button>
        ))}
      </nav>
      <aside className={styles.list}>
        {slots.length === 0 ? null : <StructureList slots={slots} selected={own?.slot.letter ?? selected} leg={leg} acts={acts} />}
        {refusal === null ? null : (
          <p className={styles.refusal} role="alert" data-testid="analysis-refusal">
            {refusal}
          </p>
        )}
        <p className={styles.note}>
          {distributionWords(frame.market.view)} {STICKY_WORDS}
        </p>
      </aside>
      <div className={styles.view} role="tabpanel" aria-label={TAB_TITLES[tab]}>
        {slots.every(({ state }) => state === 'absent') ? (
          <PanelState kind="empty" title={slots.length === 0 ? 'Nothing to analyse' : (own?.state === 'absent' ? own.problem : 'Nothing to draw')} detail="Add what is held, the ticket or a package above; A in the positions and “Analyse” in the ticket and the signals bring theirs here." />
        ) : tab === 'payoff' ? (
          <PayoffChart
            analysis={analysis}
            selected={own?.slot.letter ?? selected}
            leg={leg}
            hold={(symbol) => {
              hold(symbol !== null);
              if (symbol !== null && own !== undefined) select(own.slot.letter, symbol);
            }}
            drag={drag}
            onKeyDown={onKeyDown}
          />
        ) : tab === 'greeks' || tab === 'day' ? (
          <GreekPlots analysis={analysis} axis={tab === 'day' ? 'day' : 'price'} />
        ) : tab === 'compare' ? (
          <CompareTable analysis={analysis} effects={effects} />
        ) : own?.state !== 'drawn' ? (
          <PanelState kind="empty" title={own?.state === 'absent' ? own.problem : 'Nothing is selected'} detail="Select a structure that can be drawn." />
        ) : tab === 'surface' ? (
          <SurfaceChart frame={frame} curves={own} title={`${own.slot.letter} ${own.drawn.spec.title}`} />
        ) : (
          <ScenarioTable frame={frame} curves={own} title={`${own.slot.letter} ${own.drawn.spec.title}`} />
        )}
      </div>
      <MomentSliders frame={frame} setAt={setAt} setShift={setShift} />
    </div>
  );
}
