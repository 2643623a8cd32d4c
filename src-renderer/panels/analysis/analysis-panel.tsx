import { useEffect, useMemo, useRef, useState } from 'react';
import { scheduleOn } from '../../../src-core/ledger/fees.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { useConnection } from '../../connection/core.tsx';
import { useChainBook } from '../../connection/use-chain-book.ts';
import { formatTime } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useAnalysisFocus } from '../../workspace/analysis-focus.ts';
import { useSelection } from '../../workspace/selection.ts';
import { useTicket } from '../ticket/ticket-store.ts';
import { type Analysis, Analyser } from './analyse.ts';
import { AnalysisBody } from './analysis-body.tsx';
import { useAnalysis } from './analysis-store.ts';
import styles from './analysis.module.css';
import { ListedQuotes } from './listed-quotes.ts';
import { measured } from './measured.ts';
import { StructureAdder } from './structure-adder.tsx';
import { useAnalysisMarket } from './use-analysis-market.ts';
import { useSteadyPackages } from './use-steady-packages.ts';

/** What the book, the ticket or a candidate would do: at other prices, times and volatilities. */
export function AnalysisPanel({ visible }: { readonly visible: boolean }) {
  const underlying = useSelection((state) => state.underlying);
  const asked = useAnalysisFocus((state) => state.asked);
  useEffect(() => {
    if (asked === null || !visible) return;
    useSelection.getState().setUnderlying(asked.underlying);
    useAnalysis.getState().show(asked);
    useAnalysisFocus.getState().leave();
  }, [asked, visible]);
  return <UnderlyingAnalysis key={underlying} underlying={underlying} visible={visible} />;
}

function UnderlyingAnalysis({ underlying, visible }: { readonly underlying: Underlying; readonly visible: boolean }) {
  const { market, failure } = useAnalysisMarket(underlying, visible);
  const chain = useChainBook(visible ? underlying : null);
  const connection = useConnection();
  const packages = useSteadyPackages();
  const ticketLegs = useTicket((state) => state.legs);
  const ticketQuantity = useTicket((state) => state.quantity);
  const ticketLimit = useTicket((state) => state.terms.limit);
  const all = useAnalysis((state) => state.slots);
  const at = useAnalysis((state) => state.at);
  const shift = useAnalysis((state) => state.shift);
  const isTogether = useAnalysis((state) => state.isTogether);
  const [isHeld, setHeld] = useState(false);
  const [analyser] = useState(() => new Analyser());
  const slots = useMemo(() => all.filter((slot) => slot.underlying === underlying), [all, underlying]);

  // What there is to look at is there at once; what was taken away stays away.
  const offered = useRef(false);
  useEffect(() => {
    if (packages === null || offered.current || !visible) return;
    offered.current = true;
    if (slots.length > 0) return;
    if (packages.some((trade) => trade.underlying === underlying && trade.status === 'open')) useAnalysis.getState().show({ kind: 'book', underlying });
    if (ticketLegs.length > 0) useAnalysis.getState().show({ kind: 'ticket', underlying });
  }, [packages, slots, underlying, ticketLegs, visible]);

  const date = market?.view.date ?? null;
  const fees = useMemo(() => (date === null ? null : scheduleOn(date)), [date]);
  const inputs = useMemo(() => {
    const { book } = chain;
    if (market === null || book === null || fees === null) return null;
    return { market, quotes: new ListedQuotes(book), fees, spec: { packages, ticket: { legs: ticketLegs, quantity: ticketQuantity, limit: ticketLimit } } };
  }, [market, chain, fees, packages, ticketLegs, ticketQuantity, ticketLimit]);
  const analysis = useMemo(
    (): Analysis | null => (inputs === null ? null : measured('analysis', () => analyser.analyse(inputs, { slots, at, shift, isTogether, isHeld }))),
    [analyser, inputs, slots, at, shift, isTogether, isHeld],
  );

  const isDisconnected = connection !== 'connected' || failure !== null;
  return (
    <section className={styles.panel} aria-label="Analysis" data-testid="analysis" data-stale={isDisconnected}>
      <div className={styles.bar}>
        <b>{underlying}</b>
        <StructureAdder underlying={underlying} packages={packages} />
        {isDisconnected && market !== null ? <span className={styles.stale}>⊘ of {formatTime(market.view.time)}</span> : null}
      </div>
      {analysis !== null && inputs !== null ? (
        <AnalysisBody analysis={analysis} quotes={inputs.quotes} hold={setHeld} visible={visible} />
      ) : connection === 'disconnected' ? (
        <PanelState kind="disconnected" title="Not connected to the core" detail="The analysis returns with the connection; trying again." />
      ) : failure !== null ? (
        <PanelState kind="error" title="The market cannot be read" detail={`${failure.message}. Trying again.`} />
      ) : market !== null && market.view.spot === null ? (
        <PanelState kind="empty" title={`No price of ${underlying} yet`} detail="The analysis comes with the first quotes." />
      ) : (
        <PanelState kind="loading" title={`Waiting for the ${underlying} options`} />
      )}
    </section>
  );
}
