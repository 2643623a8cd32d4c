import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { parseSymbol } from '../../../src-core/instruments/instrument.ts';
import { type Money, negate } from '../../../src-core/money.ts';
import type { ExitView } from '../../../src-core/risk/exits.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatDollars, formatPrice, formatSigned, formatSignedAmount } from '../../design/format.ts';
import { instrumentWords, netOf, packageTitle, shortNet } from '../../design/order-words.ts';
import { CloseConfirmation } from './close-confirmation.tsx';
import type { ClosePrice, PendingClose } from './closing.ts';
import { ExitLine } from './exit-line.tsx';
import { hasExits, REASON_NAMES } from './exit-words.ts';
import styles from './positions.module.css';

/** Columns of the table, for cells that span it. */
export const COLUMNS = 14;

export interface PositionRowsProps {
  readonly trade: PackageView;
  readonly selected: boolean;
  readonly expanded: boolean;
  /** The close of this package that waits for its confirmation. */
  readonly pending: PendingClose | null;
  /** null before they are known. */
  readonly exit: ExitView | null;
  /** null for what cannot be closed any more. */
  readonly close: ((at: ClosePrice) => void) | null;
  /** Opens the sheet of its exits; null where they cannot be set. */
  readonly editExits: (() => void) | null;
  select(): void;
  toggle(): void;
}

/** One package, its legs when expanded, and the question whether to close it. */
export function PositionRows({ trade, selected, expanded, pending, exit, close, editExits, select, toggle }: PositionRowsProps) {
  const hasShares = trade.legs.some((leg) => parseSymbol(leg.symbol).kind === 'shares');
  const title = packageTitle(trade.underlying, trade.legs.map((leg) => leg.symbol), trade.strategy);
  const isHeld = trade.status === 'open' || trade.status === 'pending';
  const { greeks, profit } = trade;
  return (
    <>
      <tr
        id={`position-${trade.tradeId}`}
        className={styles.row}
        aria-selected={selected}
        data-quiet={!isHeld}
        data-testid="position-row"
        data-trade-id={trade.tradeId}
        data-status={trade.status}
        onClick={select}
        onDoubleClick={toggle}
      >
        <th scope="row" className={styles.name} title={title}>
          <button type="button" className={styles.expander} tabIndex={-1} aria-expanded={expanded} aria-label={`Legs of ${title}`} onClick={toggle}>
            {expanded ? '▾' : '▸'}
          </button>
          {title}
          {hasShares ? <span className={styles.chip}>shares</span> : null}
          {trade.status !== 'open' ? (
            <span className={styles.chip}>
              {trade.status}
              {!isHeld && exit !== null && exit.reason !== null ? `: ${REASON_NAMES[exit.reason]}` : ''}
            </span>
          ) : null}
        </th>
        <td className={styles.number}>{trade.quantity}</td>
        <td className={styles.number}>{shortOrAbsent(netOf(trade.entry))}</td>
        <td className={styles.number}>{shortOrAbsent(closingNet(trade.mid))}</td>
        <td className={styles.number}>{shortOrAbsent(closingNet(trade.natural))}</td>
        <td className={styles.p4}>{formatSigned(greeks.delta, 1)}</td>
        <td className={styles.p4}>{formatSigned(greeks.gamma, 1)}</td>
        <td className={styles.p5}>{formatSigned(greeks.theta, 0)}</td>
        <td className={styles.p5}>{formatSigned(greeks.vega, 1)}</td>
        <td className={styles.p2}>
          <Figure value={profit.pessimistic} text={formatSignedAmount(profit.pessimistic)} weight="quiet" />
        </td>
        <td className={styles.number}>
          <Figure value={profit.expected} text={formatSignedAmount(profit.expected)} arrow weight="strong" testId="position-profit" />
        </td>
        <td className={styles.p2}>
          <Figure value={profit.optimistic} text={formatSignedAmount(profit.optimistic)} weight="quiet" />
        </td>
        <td className={styles.p3}>{formatDollars(trade.margin)}</td>
        <td className={styles.actions}>
          {close === null || trade.quantity === 0 ? null : (
            <>
              <button type="button" className={styles.small} tabIndex={-1} data-testid="close-mid" title="Close at the mid (Shift+M)" onClick={() => close('mid')}>
                Mid
              </button>
              <button type="button" className={styles.small} tabIndex={-1} data-testid="close-natural" title="Close at the natural price (Shift+N)" onClick={() => close('natural')}>
                Natural
              </button>
            </>
          )}
          {editExits === null ? null : (
            <button type="button" className={styles.small} tabIndex={-1} data-testid="edit-exits" title="Set its exits: target, stop, time (E)" onClick={editExits}>
              Exits
            </button>
          )}
        </td>
      </tr>
      {exit === null || !isHeld || !hasExits(exit) ? null : (
        <tr className={styles.exits}>
          <td colSpan={COLUMNS}>
            <ExitLine exit={exit} edit={editExits} />
          </td>
        </tr>
      )}
      {pending === null ? null : (
        <tr>
          <td colSpan={COLUMNS} className={styles.wrap}>
            <CloseConfirmation trade={trade} pending={pending} />
          </td>
        </tr>
      )}
      {expanded ? trade.legs.map((leg) => <LegRow key={leg.symbol} leg={leg} />) : null}
    </>
  );
}

function LegRow({ leg }: { readonly leg: PackageView['legs'][number] }) {
  return (
    <tr className={styles.leg} data-testid="position-leg" data-symbol={leg.symbol}>
      <th scope="row" className={styles.legName}>
        {leg.quantity < 0 ? 'short' : 'long'} {instrumentWords(leg.symbol)}
      </th>
      <td className={styles.number}>{formatSigned(leg.quantity, 0)}</td>
      <td className={styles.number}>{formatPrice(leg.averagePrice)}</td>
      <td className={styles.number}>{formatPrice(leg.mid, 3)}</td>
      <td className={styles.number}>{formatPrice(leg.quantity < 0 ? leg.ask : leg.bid)}</td>
      <td className={styles.p4}>{formatSigned(leg.greeks.delta, 1)}</td>
      <td className={styles.p4}>{formatSigned(leg.greeks.gamma, 1)}</td>
      <td className={styles.p5}>{formatSigned(leg.greeks.theta, 0)}</td>
      <td className={styles.p5}>{formatSigned(leg.greeks.vega, 1)}</td>
      <td className={styles.p2}>
        <Figure value={leg.unrealisedLiquidation} text={formatSignedAmount(leg.unrealisedLiquidation)} weight="quiet" />
      </td>
      <td className={styles.number} />
      <td className={styles.p2}>
        <Figure value={leg.unrealisedMid} text={formatSignedAmount(leg.unrealisedMid)} weight="quiet" />
      </td>
      <td className={styles.p3} />
      <td />
    </tr>
  );
}

/** What closing would be: the package is sold, so its worth as opened comes in. */
function closingNet(worth: number | null): Money | null {
  const net = netOf(worth);
  return net === null ? null : negate(net);
}

function shortOrAbsent(net: Money | null): string {
  return net === null ? ABSENT : shortNet(net);
}
