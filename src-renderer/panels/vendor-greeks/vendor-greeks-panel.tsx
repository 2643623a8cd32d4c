import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { VendorGreeks } from '../../../src-core/contract/broker.ts';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { useConnection, useCore, useStreamPart } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';
import { formatAge, formatPrice } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { rowAfter } from '../../design/row-selection.ts';
import { runCommand } from '../../workspace/commands.ts';
import { useSelection } from '../../workspace/selection.ts';
import { useNow } from '../../workspace/use-now.ts';
import { answeredWords, FIGURE_COLUMNS, figureTexts, inOrder, isOld, rowName, type VendorRow } from './vendor-rows.ts';
import styles from './vendor-greeks.module.css';

/** The broker's own Greeks of the selected underlying's same-day options, beside ours. */
export function VendorGreeksPanel({ visible }: { readonly visible: boolean }) {
  const underlying = useSelection((state) => state.underlying);
  const isConnected = useConnection() === 'connected';
  const { view, failure } = useVendorGreeks(underlying, visible);
  const stale = view === null ? null : !isConnected ? '△ not connected: this is of an earlier moment' : failure !== null ? `△ ${failure.message}; trying again` : null;
  return (
    <section className={styles.panel} aria-label="Vendor Greeks" data-testid="vendor-greeks" data-stale={stale !== null}>
      <div className={styles.bar}>
        <b>{underlying}</b>
        {view === null || view.reason !== null ? null : <span className={styles.dim}>{answeredWords(view.rows)}</span>}
        {stale === null ? null : <span className={styles.stale}>{stale}</span>}
      </div>
      {view === null ? <Awaiting underlying={underlying} isConnected={isConnected} failure={failure} /> : <Comparison view={view} visible={visible} />}
    </section>
  );
}

function Awaiting({ underlying, isConnected, failure }: { readonly underlying: Underlying; readonly isConnected: boolean; readonly failure: ContractFailure | null }) {
  if (!isConnected) return <PanelState kind="disconnected" title="Not connected to the core" detail="Trying again; the panel fills with the connection." />;
  if (failure !== null) return <PanelState kind="error" title="The broker’s Greeks cannot be read" detail={`${failure.message}. Trying again.`} />;
  return <PanelState kind="loading" title={`Waiting for the broker’s Greeks of ${underlying}`} />;
}

function Comparison({ view: { underlying, reason, rows }, visible }: { readonly view: VendorGreeks; readonly visible: boolean }) {
  const now = useNow(visible && rows.length > 0);
  const money = useStreamPart('market', (market) => market?.tickers.find(({ ticker }) => ticker === underlying)?.chain?.atmStrike ?? null);
  const [selected, setSelected] = useState<string | null>(null);
  const atTheMoney = useRef<HTMLTableRowElement>(null);
  const isFilled = rows.length > 0;
  useEffect(() => {
    atTheMoney.current?.scrollIntoView({ block: 'center' });
  }, [underlying, isFilled]);
  if (reason !== null) return <PanelState kind="empty" title="The broker gives no Greeks here" detail={reason} action={{ title: 'Show the broker', run: () => runCommand('panel.broker') }} />;
  if (rows.length === 0) return <PanelState kind="empty" title={`Nothing was said of ${underlying}’s options yet`} detail="The broker’s computations come with its quotes, and may be missing for a while." />;
  const shown = inOrder(rows);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rowAfter(event.key, shown.map(rowName), selected);
    if (next === undefined) return;
    event.preventDefault();
    setSelected(next);
    if (next !== null) document.getElementById(`vendor-${next}`)?.scrollIntoView({ block: 'nearest' });
  }

  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={`Greeks of ${underlying}`} aria-activedescendant={selected === null ? undefined : `vendor-${selected}`} onKeyDown={onKeyDown}>
      <table className={styles.table} aria-label="The broker’s Greeks beside ours">
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              Contract
            </th>
            {FIGURE_COLUMNS.map(({ figure, name, unit, priority }) => (
              <th key={figure} scope="colgroup" colSpan={3} className={styles.group} data-priority={priority} title={unit}>
                {name}
              </th>
            ))}
            <th scope="col" rowSpan={2} className={styles.number}>
              Theirs of
            </th>
          </tr>
          <tr>
            {FIGURE_COLUMNS.map((column) =>
              (['Ours', 'Theirs', 'Diff'] as const).map((name, at) => (
                <th key={`${column.figure} ${name}`} scope="col" className={at === 0 ? styles.first : styles.number} data-priority={column.priority}>
                  {name}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={rowName(row)} row={row} now={now} isSelected={rowName(row) === selected} isAtTheMoney={row.strike === money} mark={row.strike === money && row.right === 'call' ? atTheMoney : null} select={() => setSelected(rowName(row))} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: VendorRow;
  readonly now: number;
  readonly isSelected: boolean;
  readonly isAtTheMoney: boolean;
  readonly mark: React.RefObject<HTMLTableRowElement | null> | null;
  readonly select: () => void;
}

function Row({ row, now, isSelected, isAtTheMoney, mark, select }: RowProps) {
  const old = isOld(row, now);
  return (
    <tr ref={mark} id={`vendor-${rowName(row)}`} className={styles.row} aria-selected={isSelected} data-quiet={row.at === null} data-money={isAtTheMoney} data-testid="vendor-row" onClick={select}>
      <th scope="row" className={styles.contract}>
        {formatPrice(row.strike)} {row.right}
      </th>
      {FIGURE_COLUMNS.map((column) => {
        const { ours, theirs, difference } = figureTexts(row, column);
        return [
          <td key={`${column.figure} ours`} className={styles.first} data-priority={column.priority}>
            {ours}
          </td>,
          <td key={`${column.figure} theirs`} className={styles.number} data-priority={column.priority}>
            {theirs}
          </td>,
          <td key={`${column.figure} difference`} className={styles.difference} data-priority={column.priority}>
            {difference}
          </td>,
        ];
      })}
      <td className={styles.number} data-old={old} title={row.at === null ? 'The broker has no model computation of it: that is usual' : undefined}>
        {row.at === null ? '–' : `${old ? '△ ' : ''}${formatAge(Math.max(0, now - row.at))}`}
      </td>
    </tr>
  );
}

/** A hook: the broker's Greeks of one underlying, read while `visible`; what was read last stays. */
function useVendorGreeks(underlying: Underlying, visible: boolean): { readonly view: VendorGreeks | null; readonly failure: ContractFailure | null } {
  const core = useCore();
  const [view, setView] = useState<VendorGreeks | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  useEffect(() => {
    if (!visible) return undefined;
    return subscribeLastingly(core, 'vendorGreeks', { underlying }, {
      next(value) {
        setView(value);
        setFailure(null);
      },
      error: setFailure,
    });
  }, [core, underlying, visible]);
  return { view: view?.underlying === underlying ? view : null, failure };
}
