import { type KeyboardEvent, lazy, Suspense, useEffect, useRef } from 'react';
import { mayConfirm, useOrderStop } from '../../access/account-stop.ts';
import { useConnection, useCore, useOrders, useStream, useStreamPart } from '../../connection/core.tsx';
import { greatestWorth } from '../../../src-core/strategies/greatest-worth.ts';
import { oppositeLegs } from '../../../src-core/orders/opposite-legs.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useAnalysisFocus } from '../../workspace/analysis-focus.ts';
import { useArming } from '../../workspace/arming.ts';
import { runCommand, useCommands } from '../../workspace/commands.ts';
import { isTyping } from '../../workspace/keys.ts';
import { BrokersMargin } from './brokers-margin.tsx';
import { ExitFields } from './exit-fields.tsx';
import { completeExits } from './exit-prices.ts';
import { useLegQuotes } from './leg-quotes.ts';
import { stepNet } from './net-price-input.ts';
import { PackagePrices } from './package-prices.tsx';
import { PreviewFigures } from './preview-figures.tsx';
import { previewOf } from './preview-loop.ts';
import { reviewTicket, sendTicket } from './send.ts';
import { SignalLine } from './signal-line.tsx';
import { TicketDenials } from './ticket-denials.tsx';
import { TicketLegs } from './ticket-legs.tsx';
import { TicketOutcome } from './ticket-outcome.tsx';
import { TicketReview } from './ticket-review.tsx';
import { TicketTerms } from './ticket-terms.tsx';
import { useTicketFocus } from './ticket-focus.ts';
import { completeTicket, underlyingOf, useTicket } from './ticket-store.ts';
import styles from './ticket.module.css';
import { usePreview, useVisible } from './use-preview.ts';

/** Loaded after the first paint: the charts' library is the largest part of the window. */
const PayoffChart = lazy(() => import('./payoff-chart.tsx'));

/** Builds an order from legs, shows what it would do, states it in words and sends it: Enter, Enter; Esc steps back. */
export function TicketPanel() {
  const core = useCore();
  const connection = useConnection();
  const orders = useOrders();
  const account = useStream('positions')?.account ?? null;
  const stop = useOrderStop();
  const isUnconfirmed = useStreamPart('access', (access) => access !== null && mayConfirm(access));
  const isAtBroker = useStreamPart('broker', (broker) => broker?.broker === 'ibkr');
  const market = useStream('market');
  const ticket = useTicket();
  const panel = useRef<HTMLElement>(null);
  const visible = useVisible(panel);
  const underlying = underlyingOf(ticket.legs);
  const quoteOf = useLegQuotes(visible ? underlying : null);
  const view = usePreview(visible);
  const { preview } = view;
  const { stage, terms, outcome, signal } = ticket;
  const question = outcome?.kind === 'confirm' ? outcome.message : null;
  const isExpired = signal !== null && signal.expired !== null;
  const frozen = stage.kind !== 'editing';
  const complete = completeTicket(ticket);
  const isEmpty = ticket.legs.length === 0;
  // What closes a position has nothing to close afterwards.
  const opens = ticket.tradeId === undefined && preview?.closing !== true;
  const entryNet = (terms.type === 'limit' || terms.type === 'stop_limit' ? terms.limit : terms.type === 'stop' ? terms.stop : null) ?? preview?.expected ?? null;
  const exits = opens ? completeExits(ticket.exits, entryNet, ticket.timeInForce, greatestWorth(oppositeLegs(ticket.legs))) : { exits: null };
  const spot = market?.tickers.find((ticker) => ticker.ticker === underlying)?.last ?? null;

  // An order that was sent without an answer has arrived when the orders list it.
  const arrived = stage.kind === 'review' && outcome?.kind === 'unknown' ? orders.find((order) => order.id === stage.id) : undefined;
  useEffect(() => {
    if (arrived) useTicket.getState().sent(arrived);
  }, [arrived]);

  const isAsked = useTicketFocus((state) => state.asked);
  useEffect(() => {
    if (!isAsked || !visible) return;
    panel.current?.focus();
    useTicketFocus.getState().leave();
  }, [isAsked, visible]);

  /** Enter: previews, then sends. */
  function goOn(): void {
    if (stage.kind === 'editing') {
      panel.current?.focus();
      if (stop === null && 'exits' in exits) reviewTicket(exits.exits);
    } else if (stage.kind === 'review' && question === null && stop === null && !isExpired && useArming.getState().armed) void sendTicket(core);
  }

  function stepBack(): void {
    ticket.back();
    panel.current?.focus();
  }

  function stepLimit(ticks: number): void {
    if (terms.limit !== null) ticket.setLimit(stepNet(terms.limit, ticks));
  }

  const hasLimit = (): boolean => !isEmpty && !frozen && terms.limit !== null && (terms.type === 'limit' || terms.type === 'stop_limit');
  useCommands([
    { id: 'ticket.go', title: 'Preview the order; once more to send it', keys: 'enter', group: 'Ticket', enabled: () => !isEmpty && visible && stage.kind !== 'sending', run: goOn },
    { id: 'ticket.back', title: 'Step back from the preview', keys: 'escape', group: 'Ticket', enabled: () => stage.kind === 'review', run: stepBack },
    { id: 'ticket.flip', title: 'Flip every leg', keys: 'f', group: 'Ticket', enabled: () => !isEmpty && !frozen, run: () => ticket.flip() },
    { id: 'ticket.clear', title: 'Clear the ticket', keys: 'x', group: 'Ticket', enabled: () => !isEmpty && stage.kind !== 'sending', run: ticket.clear },
    { id: 'ticket.up', title: 'Net price up a tick', keys: '+', group: 'Ticket', enabled: hasLimit, run: () => stepLimit(1) },
    { id: 'ticket.down', title: 'Net price down a tick', keys: '-', group: 'Ticket', enabled: hasLimit, run: () => stepLimit(-1) },
  ]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey || !takesEnter(event.target)) return;
    event.preventDefault();
    // A key that is held down is one press: it must not preview and send.
    if (!event.repeat) goOn();
  }

  // An expired signal says so above the legs.
  const problem = 'problem' in complete && !isExpired && ticket.invalid.limit === undefined && ticket.invalid.stop === undefined ? complete.problem : null;
  const exitProblem = problem === null && 'problem' in exits ? exits.problem : null;
  return (
    <section className={styles.panel} ref={panel} tabIndex={-1} aria-label="Order ticket" data-testid="ticket" data-stage={stage.kind} onKeyDown={onKeyDown}>
      <div className={styles.body}>
        {outcome === null ? null : <TicketOutcome outcome={outcome} />}
        {ticket.refusal === null ? null : (
          <p className={styles.refused} role="alert" data-testid="ticket-refusal">
            {ticket.refusal}
          </p>
        )}
        {isEmpty ? (
          <PanelState
            kind="empty"
            title={stop?.title ?? 'No legs'}
            detail={stop === null ? 'Click a bid (sell) or an ask (buy) in the option chain to build an order.' : `No order can be sent. ${stop.next}`}
          />
        ) : (
          <>
            <header className={styles.head}>
              <strong data-testid="ticket-strategy">
                {underlying} {preview?.strategy ?? ''}
              </strong>
              {ticket.tradeId === undefined ? null : <span className={styles.chip}>closing</span>}
              <span className={styles.spring} />
              <span className={styles.stale} data-stale={view.stale} data-testid="ticket-stale" title="The figures are of an earlier moment">
                △ stale
              </span>
              <button
                type="button"
                className={styles.quiet}
                title="See what it would do at other prices, times and volatilities"
                data-testid="ticket-analyse"
                onClick={() => underlying !== null && useAnalysisFocus.getState().ask({ kind: 'ticket', underlying })}
              >
                Analyse
              </button>
              <button type="button" className={styles.quiet} disabled={frozen} onClick={() => ticket.flip()}>
                Flip
              </button>
              <button type="button" className={styles.quiet} disabled={stage.kind === 'sending'} data-testid="ticket-clear" onClick={ticket.clear}>
                Clear
              </button>
            </header>
            {signal === null ? null : <SignalLine signal={signal} preview={view.stale ? null : previewOf(view, ticket)} sending={stage.kind === 'sending'} />}
            {ticket.remark === null ? null : (
              <p className={styles.remark} role="status" data-testid="ticket-remark">
                {ticket.remark}
              </p>
            )}
            <TicketLegs legs={ticket.legs} quoteOf={quoteOf} disabled={frozen} />
            {frozen ? null : <TicketTerms preview={preview} />}
            {frozen || !opens ? null : <ExitFields entryNet={entryNet} />}
            <PackagePrices preview={preview} stale={view.stale} disabled={frozen} />
            {preview === null ? (
              <PanelState kind={connection === 'connected' ? 'loading' : 'disconnected'} title={connection === 'connected' ? 'Working out the preview' : 'Not connected'} detail={view.failure?.message} />
            ) : (
              <div className={styles.preview} data-stale={view.stale} data-testid="ticket-preview">
                <PreviewFigures preview={preview} quantity={view.ticket?.quantity ?? ticket.quantity} buyingPower={account?.buyingPower ?? null} />
                {isAtBroker ? <BrokersMargin ticket={stage.kind === 'editing' ? ('ticket' in complete ? complete.ticket : null) : stage.ticket} preview={view.stale ? null : preview} margin={account?.margin ?? null} visible={visible} /> : null}
                <Suspense fallback={<div className={styles.payoff} />}>
                  <PayoffChart preview={preview} spot={spot} />
                </Suspense>
              </div>
            )}
          </>
        )}
      </div>
      {isEmpty ? null : (
        <footer className={styles.foot}>
          {view.failure === null ? null : (
            <p className={styles.problem} role="alert" data-testid="ticket-preview-failure">
              {view.failure.field === null ? '' : `${view.failure.field}: `}
              {view.failure.message}
            </p>
          )}
          {/* Until it has its prices the package is previewed at the market, which is not what will be sent. */}
          {stop === null && 'ticket' in complete ? <TicketDenials denials={preview?.denials ?? []} /> : null}
          {stop === null ? null : (
            <p className={styles.problem} role="alert" data-testid="ticket-ended">
              <strong>No order can be sent.</strong> {stop.title} {stop.next}
              {isUnconfirmed ? (
                <button type="button" className={styles.quiet} data-testid="ticket-confirm-live" onClick={() => runCommand('access.confirmLive')}>
                  Confirm …
                </button>
              ) : null}
            </p>
          )}
          {stage.kind === 'editing' ? (
            <>
              {problem === null ? null : (
                <p className={styles.problem} data-testid="ticket-problem">
                  {problem}{' '}
                  {'field' in complete && complete.field === 'legs' ? (
                    <button type="button" className={styles.quiet} onClick={ticket.reduceRatios}>
                      Move it to the quantity
                    </button>
                  ) : null}
                </p>
              )}
              {exitProblem === null ? null : (
                <p className={styles.problem} data-testid="ticket-exit-problem">
                  {exitProblem}
                </p>
              )}
              <button type="button" className={styles.primary} data-testid="ticket-review" data-step="review" disabled={'problem' in complete || 'problem' in exits || stop !== null} onClick={goOn}>
                Preview order ⏎
              </button>
            </>
          ) : (
            <TicketReview ticket={stage.ticket} exits={stage.exits} preview={previewOf(view, stage.ticket)} sending={stage.kind === 'sending'} stopped={stop !== null || isExpired} question={question} send={goOn} sendConfirmed={() => void sendTicket(core, 'market_combo')} back={stepBack} />
          )}
        </footer>
      )}
    </section>
  );
}

/** Enter goes on from the ticket's own fields and from the button that says so; elsewhere the window's keys decide. */
function takesEnter(target: EventTarget): boolean {
  return isTyping(target) || (target instanceof Element && target.hasAttribute('data-step'));
}
