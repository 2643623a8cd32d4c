import type { AccountView } from '../../../src-core/contract/schemas.ts';
import { add, type Money } from '../../../src-core/money.ts';
import { Figure } from '../../design/figure.tsx';
import { formatDollars, formatSignedDollars } from '../../design/format.ts';
import styles from './positions.module.css';

/** The account: today's result after fees three ways, then what is left to trade with. */
export function AccountLine({ account }: { readonly account: AccountView }) {
  const { profitToday } = account;
  return (
    <div className={styles.bar} data-testid="account-line" role="group" aria-label={`Account ${account.number}`}>
      <span className={styles.item} title="Realised and unrealised today, fees included, as booked by the fill model">
        Today <Figure value={profitToday.expected} text={formatSignedDollars(profitToday.expected)} arrow weight="strong" testId="profit-today" />
      </span>
      <span className={styles.item} title="At mid prices">
        mid <Figure value={profitToday.optimistic} text={formatSignedDollars(profitToday.optimistic)} weight="quiet" testId="profit-today-optimistic" />
      </span>
      <span className={styles.item} title="Crossing every spread">
        natural <Figure value={profitToday.pessimistic} text={formatSignedDollars(profitToday.pessimistic)} weight="quiet" testId="profit-today-pessimistic" />
      </span>
      <span className={styles.spring} />
      <Amount name="Buying power" amount={account.buyingPower} testId="buying-power" />
      <Amount name="Margin" amount={account.margin} testId="margin" />
      <Amount name="Cash" amount={account.cash} testId="cash" priority="second" />
      <Amount name="Net" amount={account.netLiquidationMid} testId="net-liquidation" priority="third" />
      <Amount name="Fees" amount={add(account.commissionToday, account.feesToday)} testId="fees-today" priority="third" />
    </div>
  );
}

interface AmountProps {
  readonly name: string;
  readonly amount: Money | null;
  readonly testId: string;
  /** Hidden sooner as the panel narrows. */
  readonly priority?: 'first' | 'second' | 'third';
}

function Amount({ name, amount, testId, priority = 'first' }: AmountProps) {
  return (
    <span className={{ first: styles.item, second: styles.midItem, third: styles.lowItem }[priority]}>
      {name}{' '}
      <span className={styles.value} data-testid={testId}>
        {formatDollars(amount)}
      </span>
    </span>
  );
}
