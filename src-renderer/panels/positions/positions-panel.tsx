import { type KeyboardEvent, useEffect, useState } from 'react';
import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { useCloseStop } from '../../access/account-stop.ts';
import { Figure } from '../../design/figure.tsx';
import { formatDollars, formatSigned, formatSignedAmount } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { Awaited } from '../../connection/awaited.tsx';
import { useConnection, useExits, useStream } from '../../connection/core.tsx';
import { useAnalysisFocus } from '../../workspace/analysis-focus.ts';
import { useArming } from '../../workspace/arming.ts';
import { useCommands } from '../../workspace/commands.ts';
import { useJournalFocus } from '../../workspace/journal-focus.ts';
import { useTicket } from '../ticket/ticket-store.ts';
import { AccountLine } from './account-line.tsx';
import { type ClosePrice, useClosing } from './closing.ts';
import { ExitSheet } from './exit-sheet.tsx';
import { positionList, positionTotals } from './position-list.ts';
import { COLUMNS, PositionRows } from './position-rows.tsx';
import styles from './positions.module.css';

/** What the account holds, package by package, and how to close it. */
export function PositionsPanel({ visible }: { readonly visible: boolean }) {
  const positions = useStream('positions');
  const connection = useConnection();
  const armed = useArming((state) => state.armed);
  const stop = useCloseStop();
  const { pending, outcome, ask } = useClosing();
  const [selected, setSelected] = useState<string | null>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<string | null>(null);
  const exits = useExits();
  const { held, ended } = positionList(positions?.packages ?? []);
  const ids = [...held, ...ended].map((trade) => trade.tradeId);
  const current = held.find((trade) => trade.tradeId === selected);
  const edited = held.find((trade) => trade.tradeId === editing);

  useEffect(() => {
    if (selected !== null) document.getElementById(`position-${selected}`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  function toggle(tradeId: string): void {
    setExpanded((open) => (open.has(tradeId) ? new Set([...open].filter((id) => id !== tradeId)) : new Set([...open, tradeId])));
  }

  function close(tradeId: string, at: ClosePrice): void {
    setSelected(tradeId);
    ask(crypto.randomUUID(), tradeId, at);
  }

  function editExits(tradeId: string): void {
    setSelected(tradeId);
    setEditing(tradeId);
  }

  function analyse({ tradeId, underlying }: PackageView): void {
    useAnalysisFocus.getState().ask({ kind: 'package', tradeId, underlying });
  }

  const canEditExits = (): boolean => visible && stop === null && current !== undefined && current.quantity > 0;
  const canClose = (): boolean => visible && armed && stop === null && current !== undefined && current.quantity > 0;
  useCommands([
    { id: 'positions.close.mid', title: 'Close the selected package at the mid', keys: 'shift+m', group: 'Positions', enabled: canClose, run: () => current && close(current.tradeId, 'mid') },
    { id: 'positions.close.natural', title: 'Close the selected package at the natural price', keys: 'shift+n', group: 'Positions', enabled: canClose, run: () => current && close(current.tradeId, 'natural') },
    { id: 'positions.close.ticket', title: 'Put the close of the selected package on the ticket', keys: 't', group: 'Positions', enabled: () => visible && current !== undefined, run: () => current && useTicket.getState().loadClosing(current, 'mid') },
    { id: 'positions.analyse', title: 'Analyse the selected package', group: 'Positions', enabled: () => visible && current !== undefined, run: () => current && analyse(current) },
    { id: 'positions.exits', title: 'Set the exits of the selected package', keys: 'shift+e', group: 'Positions', enabled: canEditExits, run: () => current && editExits(current.tradeId) },
    { id: 'positions.journal', title: 'Open the selected package in the journal', group: 'Positions', enabled: () => visible && selected !== null, run: () => selected !== null && useJournalFocus.getState().open(selected) },
  ]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowAfter(event.key, ids, selected);
    if (next !== undefined) {
      event.preventDefault();
      setSelected(next);
    } else if (event.key === ' ' && event.target === event.currentTarget && selected !== null) {
      event.preventDefault();
      toggle(selected);
    } else if (event.key === 'j' && selected !== null) {
      event.preventDefault();
      useJournalFocus.getState().open(selected);
    } else if (event.key === 'e' && current !== undefined && canEditExits()) {
      // Here, where an order's E is not meant.
      event.preventDefault();
      editExits(current.tradeId);
    } else if (event.key === 'a' && current !== undefined) {
      // Here, where a signal's A is not meant.
      event.preventDefault();
      analyse(current);
    }
  }

  if (positions === null) return <Awaited stream="positions" what="Positions" />;
  const totals = positionTotals(held);
  const { clockLabel } = positions;
  return (
    <section className={styles.panel} aria-label="Positions" data-testid="positions" data-stale={connection !== 'connected'}>
      <AccountLine account={positions.account} />
      {connection === 'connected' ? null : <p className={styles.stale}>△ not connected: these figures are of an earlier moment</p>}
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Packages" onKeyDown={onKeyDown} aria-activedescendant={selected === null ? undefined : `position-${selected}`}>
        {ids.length === 0 ? (
          <PanelState kind="empty" title="No positions" detail={stop === null ? 'Filled orders appear here. Click a bid or an ask in the option chain to write one.' : 'What is held appears here.'} />
        ) : (
          <table className={styles.table} role="grid" aria-label="Packages">
            <thead>
              <tr>
                <th scope="col">Package</th>
                <th scope="col" className={styles.number}>
                  Qty
                </th>
                <th scope="col" className={styles.number} title="Net price per share at entry">
                  Entry
                </th>
                <th scope="col" className={styles.number} title="What closing at the mid would pay (cr) or cost (db)">
                  Mid
                </th>
                <th scope="col" className={styles.number} title="What closing across the spread would pay (cr) or cost (db)">
                  Natural
                </th>
                <th scope="col" className={styles.p4} title={`Delta in shares, on the ${clockLabel}`}>
                  Δ
                </th>
                <th scope="col" className={styles.p4} title={`Gamma in shares per 1.00, on the ${clockLabel}`}>
                  Γ
                </th>
                <th scope="col" className={styles.p5} title={`Theta in dollars a calendar day at the pace of now, on the ${clockLabel}`}>
                  Θ
                </th>
                <th scope="col" className={styles.p5} title={`Vega in dollars per 1 % of volatility, on the ${clockLabel}`}>
                  Vega
                </th>
                <th scope="col" className={styles.p2} title="Profit and loss after fees, closing across the spread">
                  P&L nat.
                </th>
                <th scope="col" className={styles.number} title="Profit and loss after fees, as the fill model expects">
                  P&L
                </th>
                <th scope="col" className={styles.p2} title="Profit and loss after fees, at mid prices">
                  P&L mid
                </th>
                <th scope="col" className={styles.p3}>
                  Margin
                </th>
                <th scope="col" className={styles.number}>
                  Close at
                </th>
              </tr>
            </thead>
            <tbody>
              {held.map((trade) => (
                <PositionRows
                  key={trade.tradeId}
                  trade={trade}
                  selected={trade.tradeId === selected}
                  expanded={expanded.has(trade.tradeId)}
                  pending={pending?.tradeId === trade.tradeId ? pending : null}
                  select={() => setSelected(trade.tradeId)}
                  toggle={() => toggle(trade.tradeId)}
                  exit={exits.get(trade.tradeId) ?? null}
                  close={stop === null ? (at) => close(trade.tradeId, at) : null}
                  editExits={stop === null && trade.quantity > 0 ? () => editExits(trade.tradeId) : null}
                />
              ))}
              {held.length > 1 ? (
                <tr className={styles.total} data-testid="position-totals">
                  <th scope="row">Total</th>
                  <td colSpan={4} />
                  <td className={styles.p4}>{formatSigned(totals.delta, 1)}</td>
                  <td className={styles.p4}>{formatSigned(totals.gamma, 1)}</td>
                  <td className={styles.p5}>{formatSigned(totals.theta, 0)}</td>
                  <td className={styles.p5}>{formatSigned(totals.vega, 1)}</td>
                  <td className={styles.p2}>
                    <Figure value={totals.pessimistic} text={formatSignedAmount(totals.pessimistic)} weight="quiet" />
                  </td>
                  <td className={styles.number}>
                    <Figure value={totals.expected} text={formatSignedAmount(totals.expected)} arrow weight="strong" />
                  </td>
                  <td className={styles.p2}>
                    <Figure value={totals.optimistic} text={formatSignedAmount(totals.optimistic)} weight="quiet" />
                  </td>
                  <td className={styles.p3}>{formatDollars(totals.margin)}</td>
                  <td />
                </tr>
              ) : null}
              {ended.length === 0 ? null : (
                <tr className={styles.section}>
                  <th scope="rowgroup" colSpan={COLUMNS}>
                    Closed and settled today
                  </th>
                </tr>
              )}
              {ended.map((trade) => (
                <PositionRows
                  key={trade.tradeId}
                  trade={trade}
                  selected={trade.tradeId === selected}
                  expanded={expanded.has(trade.tradeId)}
                  pending={null}
                  select={() => setSelected(trade.tradeId)}
                  toggle={() => toggle(trade.tradeId)}
                  exit={exits.get(trade.tradeId) ?? null}
                  close={null}
                  editExits={null}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {edited === undefined ? null : <ExitSheet trade={edited} onClose={() => setEditing(null)} />}
      {outcome?.kind === 'sent' ? (
        <p className={styles.notice} role="status" data-testid="close-outcome">
          {outcome.text}
        </p>
      ) : null}
    </section>
  );
}
