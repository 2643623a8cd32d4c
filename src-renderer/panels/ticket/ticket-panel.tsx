import { type KeyboardEvent, useEffect, useRef } from 'react';
import { ZERO } from '../../../src-core/money.ts';
import { TIMES_IN_FORCE } from '../../../src-core/orders/order.ts';
import { useConnection, useCore, useOrders, useStream } from '../../connection/core.tsx';
import { ABSENT } from '../../design/format.ts';
import { shortNet, TIME_IN_FORCE_NAMES, TYPE_NAMES, unsignedPrice } from '../../design/order-words.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useArming } from '../../workspace/arming.ts';
import { useCommands } from '../../workspace/commands.ts';
import { useLegQuotes } from './leg-quotes.ts';
import { NetPriceField } from './net-price-field.tsx';
import { roundNet, sideOf, stepNet } from './net-price-input.ts';
import { PayoffChart } from './payoff-chart.tsx';
import { PreviewFigures } from './preview-figures.tsx';
import { QuantityField } from './quantity-field.tsx';
import { reviewTicket, sendTicket } from './send.ts';
import { TicketDenials } from './ticket-denials.tsx';
import { TicketLegs } from './ticket-legs.tsx';
import { TicketOutcome } from './ticket-outcome.tsx';
import { TicketReview } from './ticket-review.tsx';
import { completeTicket, type NetQuote, type OrderType, underlyingOf, useTicket } from './ticket-store.ts';
import styles from './ticket.module.css';
import { usePreview, useVisible } from './use-preview.ts';

const TYPES: readonly OrderType[] = ['limit', 'market', 'stop', 'stop_limit'];
const QUOTES: readonly NetQuote[] = ['natural', 'mid', 'expected'];

/** Builds an order from legs, shows what it would do, states it in words and sends it: Enter, Enter; Esc steps back. */
export function TicketPanel() {
  const core = useCore();
  const connection = useConnection();
  const orders = useOrders();
  const account = useStream('positions')?.account ?? null;
  const market = useStream('market');
  const ticket = useTicket();
  const panel = useRef<HTMLElement>(null);
  const visible = useVisible(panel);
  const underlying = underlyingOf(ticket.legs);
  const quoteOf = useLegQuotes(visible ? underlying : null);
  const view = usePreview(visible);
  const { preview } = view;
  const { stage, terms, outcome } = ticket;
  const side = sideOf(terms.limit ?? preview?.mid ?? ZERO);
  const frozen = stage.kind !== 'editing';
  const complete = completeTicket(ticket);
  const isEmpty = ticket.legs.length === 0;
  const spot = market?.tickers.find((ticker) => ticker.ticker === underlying)?.last ?? null;

  // An order that was sent without an answer has arrived when the orders list it.
  const arrived = stage.kind === 'review' && outcome?.kind === 'unknown' ? orders.find((order) => order.id === stage.id) : undefined;
  useEffect(() => {
    if (arrived) useTicket.getState().sent(arrived);
  }, [arrived]);

  function review(): void {
    panel.current?.focus();
    reviewTicket();
  }

  function stepLimit(ticks: number): void {
    if (terms.limit !== null) ticket.setLimit(stepNet(terms.limit, ticks));
  }

  const hasLimit = (): boolean => !isEmpty && !frozen && terms.limit !== null && (terms.type === 'limit' || terms.type === 'stop_limit');
  useCommands([
    { id: 'ticket.review', title: 'Preview the order', keys: 'mod+enter', group: 'Ticket', enabled: () => !isEmpty && !frozen, run: review },
    { id: 'ticket.flip', title: 'Flip every leg', keys: 'f', group: 'Ticket', enabled: () => !isEmpty && !frozen, run: () => ticket.flip() },
    { id: 'ticket.clear', title: 'Clear the ticket', keys: 'x', group: 'Ticket', enabled: () => !isEmpty && stage.kind !== 'sending', run: ticket.clear },
    { id: 'ticket.up', title: 'Net price up a tick', keys: '+', group: 'Ticket', enabled: hasLimit, run: () => stepLimit(1) },
    { id: 'ticket.down', title: 'Net price down a tick', keys: '-', group: 'Ticket', enabled: hasLimit, run: () => stepLimit(-1) },
  ]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && stage.kind === 'review') {
      event.preventDefault();
      ticket.back();
      panel.current?.focus();
      return;
    }
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || isOtherControl(event.target)) return;
    event.preventDefault();
    // A key that is held down is one press: it must not preview and send.
    if (event.repeat) return;
    if (stage.kind === 'editing') review();
    else if (stage.kind === 'review' && useArming.getState().armed) void sendTicket(core);
  }

  const problem = 'problem' in complete && ticket.invalid.limit === undefined && ticket.invalid.stop === undefined ? complete.problem : null;
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
          <PanelState kind="empty" title="No legs" detail="Click a bid (sell) or an ask (buy) in the option chain to build an order." />
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
              <button type="button" className={styles.quiet} disabled={frozen} onClick={() => ticket.flip()}>
                Flip
              </button>
              <button type="button" className={styles.quiet} disabled={stage.kind === 'sending'} data-testid="ticket-clear" onClick={ticket.clear}>
                Clear
              </button>
            </header>
            <TicketLegs legs={ticket.legs} quoteOf={quoteOf} disabled={frozen} />
            {terms.type === 'limit' || terms.type === 'stop_limit' ? (
              <NetPriceField name="Net" net={terms.limit} firstSide={side} problem={ticket.invalid.limit} disabled={frozen} testId="ticket-net" onChange={ticket.setLimit} onInvalid={(text) => ticket.setInvalid('limit', text)} />
            ) : null}
            {terms.type === 'stop' || terms.type === 'stop_limit' ? (
              <NetPriceField name="Stop" net={terms.stop} firstSide={side} problem={ticket.invalid.stop} disabled={frozen} testId="ticket-stop" onChange={ticket.setStop} onInvalid={(text) => ticket.setInvalid('stop', text)} />
            ) : null}
            <div className={styles.quotes} role="group" aria-label="Prices of the package" data-stale={view.stale}>
              {QUOTES.map((quote) => {
                const net = preview?.[quote] ?? null;
                return (
                  <button
                    key={quote}
                    type="button"
                    className={styles.quote}
                    disabled={frozen || net === null}
                    data-testid={`ticket-${quote}`}
                    title={`Set the net price to the ${quote}`}
                    onClick={() => net !== null && ticket.setLimit(roundNet(net))}
                  >
                    {quote} <span className={styles.value}>{net === null ? ABSENT : sideOf(net) === side ? unsignedPrice(net) : shortNet(net)}</span>
                  </button>
                );
              })}
            </div>
            <div className={styles.field}>
              <span className={styles.label}>Type · time</span>
              <span className={styles.selects}>
                <select className={styles.select} aria-label="Order type" data-testid="ticket-type" value={terms.type} disabled={frozen} onChange={(event) => ticket.setType(chosen(TYPES, event.target.value))}>
                  {TYPES.map((type) => (
                    <option key={type} value={type}>
                      {TYPE_NAMES[type]}
                    </option>
                  ))}
                </select>
                <select className={styles.select} aria-label="Time in force" data-testid="ticket-time-in-force" value={ticket.timeInForce} disabled={frozen} onChange={(event) => ticket.setTimeInForce(chosen(TIMES_IN_FORCE, event.target.value))}>
                  {TIMES_IN_FORCE.map((time) => (
                    <option key={time} value={time}>
                      {TIME_IN_FORCE_NAMES[time]}
                    </option>
                  ))}
                </select>
              </span>
            </div>
            <QuantityField quantity={ticket.quantity} problem={ticket.invalid.quantity} disabled={frozen} onChange={ticket.setQuantity} />
            {preview === null ? (
              <PanelState kind={connection === 'connected' ? 'loading' : 'disconnected'} title={connection === 'connected' ? 'Working out the preview' : 'Not connected'} detail={view.failure?.message} />
            ) : (
              <div className={styles.preview} data-stale={view.stale} data-testid="ticket-preview">
                <PreviewFigures preview={preview} quantity={ticket.quantity} buyingPower={account?.buyingPower ?? null} />
                <PayoffChart preview={preview} spot={spot} />
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
          <TicketDenials denials={preview?.denials ?? []} />
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
              <button type="button" className={styles.primary} data-testid="ticket-review" data-step="review" disabled={'problem' in complete} onClick={review}>
                Preview order ⏎
              </button>
            </>
          ) : (
            <TicketReview ticket={stage.ticket} preview={preview} sending={stage.kind === 'sending'} send={() => void sendTicket(core)} back={ticket.back} />
          )}
        </footer>
      )}
    </section>
  );
}

/** A focused button other than the one that previews or sends keeps its own Enter. */
function isOtherControl(target: EventTarget): boolean {
  const control = target instanceof Element ? target.closest('button, summary, a') : null;
  return control !== null && !control.hasAttribute('data-step');
}

function chosen<T extends string>(values: readonly T[], text: string): T {
  const value = values.find((candidate) => candidate === text);
  if (value === undefined) throw new RangeError(`"${text}" is not one of ${values.join(', ')}`);
  return value;
}
