import type { Preview } from '../../../src-core/contract/schemas.ts';
import { add, type Money, money, negate, times, ZERO } from '../../../src-core/money.ts';
import { ABSENT, formatDollars, formatPrice, formatSigned, formatSignedDollars } from '../../design/format.ts';
import { OutlookFigures } from './outlook-figures.tsx';
import { FigureRow as Row, Result } from './figure-row.tsx';
import styles from './ticket.module.css';

/** Shares behind one package's price per share. */
const SHARES = 100;

export interface PreviewFiguresProps {
  readonly preview: Preview;
  /** Packages that were previewed. */
  readonly quantity: number;
  /** Of the account now; null before it is known. */
  readonly buyingPower: Money | null;
}

/** What the order would cost, risk and leave. */
export function PreviewFigures({ preview, quantity, buyingPower }: PreviewFiguresProps) {
  const { fees, greeks, breakEvens } = preview;
  return (
    <dl className={styles.figures} data-testid="ticket-figures">
      <Row name="Max gain" testId="ticket-maximum-gain">
        {preview.unboundedGain ? 'unbounded' : <Result amount={preview.maximumGain} />}
      </Row>
      <Row name="Max loss" testId="ticket-maximum-loss">
        {preview.unboundedLoss ? <strong className={styles.warning}>unbounded</strong> : <Result amount={lossOf(preview.maximumLoss)} />}
      </Row>
      <Row name="Break-evens" testId="ticket-break-evens" wide>
        {breakEvens.length === 0 ? ABSENT : breakEvens.map((price) => formatPrice(price)).join(' · ')}
      </Row>
      <OutlookFigures preview={preview} />
      <Row name="Cash" title="What the fill pays into the account, fees included" testId="ticket-cash">
        <Result amount={cashOf(preview, quantity)} />
      </Row>
      <details className={styles.feeLines} data-testid="ticket-fees">
        <summary>
          <span>Fees</span>
          <span className={styles.value}>{formatDollars(fees.total)}</span>
        </summary>
        {fees.lines.map((line) => (
          <div key={line.name} className={styles.feeLine}>
            <span>{line.name}</span>
            <span className={styles.value}>{formatDollars(line.amount)}</span>
          </div>
        ))}
      </details>
      <Row name="Margin" testId="ticket-margin">
        {formatSignedDollars(preview.marginChange)}
      </Row>
      <Row name="Power left" title={`Buying power after the fill, of ${formatDollars(buyingPower)} now`} testId="ticket-buying-power">
        <span data-short={preview.buyingPowerAfter !== null && preview.buyingPowerAfter < ZERO}>{formatDollars(preview.buyingPowerAfter)}</span>
      </Row>
      <Row name="Book at worst" title="Worst case at expiry of all that is held and on order, with this order" testId="ticket-worst-case">
        {formatDollars(preview.worstCaseAfter)}
      </Row>
      <Row name="Day at worst" title="What the day could lose by then: its loss as booked, and the worst case" testId="ticket-day-at-worst">
        {formatDollars(preview.dayAtWorstAfter)}
      </Row>
      <div className={styles.greeks} role="group" aria-label="Greeks of the whole order">
        <Greek name="Δ" unit={`shares, on the ${preview.clockLabel}`} value={greeks.delta} decimals={1} />
        <Greek name="Γ" unit={`shares per 1.00, on the ${preview.clockLabel}`} value={greeks.gamma} decimals={1} />
        <Greek name="Θ" unit={`dollars a calendar day at the pace of now, on the ${preview.clockLabel}`} value={greeks.theta} decimals={0} />
        <Greek name="Vega" unit={`dollars per 1 % of volatility, on the ${preview.clockLabel}`} value={greeks.vega} decimals={1} />
      </div>
    </dl>
  );
}

/** What the fill would bring into the account; below zero it is paid. null while the package has no price. */
export function cashOf({ net, fees }: Pick<Preview, 'net' | 'fees'>, quantity: number): Money | null {
  return net === null ? null : negate(add(times(net, SHARES * quantity), fees.total));
}

/** A loss is read below zero, whichever way it was told. */
function lossOf(amount: Money | null): Money | null {
  return amount === null ? null : money(-Math.abs(amount));
}

function Greek({ name, unit, value, decimals }: { readonly name: string; readonly unit: string; readonly value: number | null; readonly decimals: number }) {
  return (
    <span title={`${name}: ${unit}`}>
      <span className={styles.greekName}>{name}</span> <span className={styles.value}>{formatSigned(value, decimals)}</span>
    </span>
  );
}
