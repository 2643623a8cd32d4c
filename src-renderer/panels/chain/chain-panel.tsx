import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { ChainLayout } from '../../../src-core/contract/schemas.ts';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { ChainBook } from '../../connection/chain-frames.ts';
import { useConnection, useCore, useStream } from '../../connection/core.tsx';
import { subscribeLastingly } from '../../connection/lasting-subscription.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { appearance, ROW_HEIGHTS } from '../../workspace/appearance.ts';
import { useCommands } from '../../workspace/commands.ts';
import { useTradingEnd } from '../../workspace/trading-end.ts';
import { useSelection } from '../../workspace/selection.ts';
import { useTicket } from '../ticket/ticket-store.ts';
import { chainColumns, gridColumns } from './chain-columns.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { ChainGrid } from './chain-grid.ts';
import './chain-grid.css';
import styles from './chain-panel.module.css';

export interface ChainPanelProps {
  /** False while the panel's tab is hidden: frames are then not acknowledged, and none are sent. */
  readonly visible: boolean;
}

type Loading = { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly failure: ContractFailure } | { readonly kind: 'listed'; readonly layout: ChainLayout };

/** The option chain of the selected underlying: calls, strikes, puts. */
export function ChainPanel({ visible }: ChainPanelProps) {
  const underlying = useSelection((state) => state.underlying);
  const [attempt, setAttempt] = useState(0);
  return <Chain key={`${underlying} ${attempt}`} underlying={underlying} visible={visible} onRetry={() => setAttempt(attempt + 1)} />;
}

function Chain({ underlying, visible, onRetry }: ChainPanelProps & { readonly underlying: Underlying; readonly onRetry: () => void }) {
  const core = useCore();
  const connection = useConnection();
  const market = useStream('market');
  const ticker = market?.tickers.find((view) => view.ticker === underlying);
  const end = useTradingEnd();
  // Without a strike at the money, as after the close, the last price still says where to look.
  const atm = ticker?.chain?.atmStrike ?? ticker?.last ?? null;
  const clock = ticker?.chain?.clockLabel ?? '';
  const legs = useTicket((state) => state.legs);
  const chosen = chainColumns.use();
  const { density } = appearance.use();
  const [loading, setLoading] = useState<Loading>({ kind: 'loading' });
  const [choosing, setChoosing] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const grid = useRef<ChainGrid | null>(null);
  const book = useRef<ChainBook | null>(null);
  const id = useId();
  const columns = useMemo(() => gridColumns(chosen), [chosen]);

  useEffect(() => {
    if (!root.current) return;
    const created = new ChainGrid(root.current, {
      columns,
      rowHeight: ROW_HEIGHTS[density],
      onPick: (symbol, side) => useTicket.getState().addLeg(symbol, side),
    });
    grid.current = created;
    if (book.current) created.setBook(book.current);
    return () => {
      grid.current = null;
      created.close();
    };
  }, [columns, density]);

  useEffect(
    () =>
      subscribeLastingly(core, 'chain', { underlying }, {
        next(layout) {
          const next = new ChainBook(layout, book.current ?? undefined);
          book.current = next;
          grid.current?.setBook(next);
          setLoading({ kind: 'listed', layout });
        },
        frame(frame, acknowledge) {
          if (book.current?.apply(frame) === true && grid.current) grid.current.changed(acknowledge);
          else acknowledge();
        },
        error: (failure) => setLoading({ kind: 'failed', failure }),
      }),
    [core, underlying],
  );

  useEffect(() => grid.current?.setVisible(visible), [visible, columns, density]);
  useEffect(() => grid.current?.setAtTheMoney(atm ?? Number.NaN), [atm, columns, density]);
  useEffect(() => grid.current?.setClock(clock), [clock, columns, density]);
  useEffect(() => grid.current?.setLegs(new Map(legs.map((leg) => [leg.symbol, leg.side]))), [legs, columns, density]);

  useCommands([
    { id: 'chain.centre', title: 'Centre the chain at the money', keys: 'm', group: 'Option chain', enabled: () => atm !== null, run: () => grid.current?.centre() },
    { id: 'chain.focus', title: 'Go to the option chain', keys: 'o', group: 'Option chain', run: () => root.current?.focus() },
    { id: 'chain.columns', title: 'Choose the chain’s columns', group: 'Option chain', run: () => setChoosing(true) },
  ]);

  const isEmpty = loading.kind === 'listed' && loading.layout.contracts.length === 0;
  return (
    <div className={styles.panel} data-testid="chain-panel" data-stale={connection === 'disconnected' || ticker?.stale === true || end !== null}>
      <div
        ref={root}
        id={`chain${id}`}
        className="chain-grid"
        role="grid"
        tabIndex={0}
        aria-label={`${underlying} options of today; space takes a bid or an ask, b buys, s sells`}
        aria-readonly="true"
        data-testid="chain-grid"
      />
      {loading.kind === 'loading' ? (
        <div className={styles.cover}>
          {connection === 'disconnected' ? (
            <PanelState kind="disconnected" title="Not connected to the core" detail="The chain returns with the connection; trying again." />
          ) : (
            <PanelState kind="loading" title={`Waiting for the ${underlying} chain`} />
          )}
        </div>
      ) : null}
      {loading.kind === 'failed' ? (
        <div className={styles.cover}>
          <PanelState kind="error" title="The chain cannot be shown" detail={`${loading.failure.message}. Trying again by itself.`} action={{ title: 'Try again now', run: onRetry }} />
        </div>
      ) : null}
      {isEmpty ? (
        <div className={styles.cover}>
          <PanelState kind="empty" title={`No ${underlying} options expire today`} detail="Choose another underlying with 1, 2 or 3." />
        </div>
      ) : null}
      {choosing ? <ColumnChooser onClose={() => setChoosing(false)} /> : null}
    </div>
  );
}
