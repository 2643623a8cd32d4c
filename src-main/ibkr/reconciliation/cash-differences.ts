import type { Difference } from '../../../src-core/contract/broker.ts';
import { CENT, fromDollars, type Money, subtract, ZERO } from '../../../src-core/money.ts';
import { type EpochMs, MINUTE } from '../../../src-core/time.ts';
import type { AccountValues } from './account-values.ts';
import type { StandingDifferences } from './broker-journal.ts';
import { dollarsText, type Finding } from './findings.ts';
import { differenceBy, type RuleName } from './rules.ts';

/** The broker tells an account's values every three minutes: its cash may be so much older than its executions. */
const CASH_LAG_MS = 3 * MINUTE;

export interface CashFacts {
  /** Dollars in the books. */
  readonly cash: Money;
  readonly values: AccountValues;
  readonly standing: StandingDifferences;
  readonly isFirst: boolean;
  /** Executions whose charge is not known. */
  readonly unreported: number;
  /** Options that expired and are not settled. */
  readonly unsettled: number;
  /** Machine time of the newest execution; null where there is none. */
  readonly lastExecution: EpochMs | null;
  readonly now: EpochMs;
}

/** Dollars that the broker has more than the books; null where its records name none. */
export function cashDelta(cash: Money, values: AccountValues): Money | null {
  const there = values.cash('USD');
  return there === null ? null : subtract(fromDollars(there), cash);
}

/** Cash in dollars that differs by more than a cent. */
export function cashFindings({ cash, values, standing, isFirst, unreported, unsettled, lastExecution, now }: CashFacts): readonly Finding[] {
  const delta = cashDelta(cash, values);
  if (delta === null) return [found('cash_unknown', 'cash:USD', cash, 'not named', 'The broker’s account values have no line of dollars.', null)];
  const there = dollarsText(fromDollars(values.cash('USD') ?? 0));
  if (isFirst) return delta === 0 ? [] : [found('cash_opening', 'cash:opening', cash, there, 'It was there before this terminal knew of the account.', delta)];
  if (Math.abs(delta) <= CENT) return [];
  const left = standing.left.find((id) => id.startsWith(ID) && Math.abs(Number(id.slice(ID.length)) - delta) <= CENT);
  if (left !== undefined) return [found('cash', left, cash, there, 'It was left so before.', delta, true)];
  const waits = [
    ...(unreported > 0 ? [`the broker has not said what it charged for ${unreported} ${unreported === 1 ? 'execution' : 'executions'}`] : []),
    ...(unsettled > 0 ? [`${unsettled} ${unsettled === 1 ? 'option that expired is' : 'options that expired are'} not settled`] : []),
    ...(lastExecution !== null && now - lastExecution < CASH_LAG_MS ? ['the newest execution is less than three minutes old, and the broker’s cash may be older'] : []),
  ];
  const amount = `${dollarsText(delta)} ${delta > 0 ? 'more' : 'less'} at the broker`.replace('-', '');
  if (waits.length > 0) return [found('cash_waits', `${ID}${delta}`, cash, there, `${amount}: ${waits.join('; ')}.`, null)];
  return [found('cash', `${ID}${delta}`, cash, there, `${amount}, and nothing that was booked explains it: interest, a dividend, a fee, a transfer, or what came without an execution.`, delta)];
}

const ID = 'cash:USD:';
/** What was left can still be taken over. */
const LEFT_CHOICES: Difference['choices'] = ['take_over'];

function found(rule: Extract<RuleName, `cash${string}`>, id: string, cash: Money, broker: string, explanation: string, delta: Money | null, isLeft = false): Finding {
  const difference = differenceBy(rule, { id, subject: 'cash in dollars', books: dollarsText(cash), broker, explanation, isLeft, ...(isLeft && { choices: LEFT_CHOICES }) });
  if (delta === null || delta === ZERO) return { difference, remedy: null };
  return { difference, remedy: rule === 'cash_opening' ? { kind: 'open', cash: delta } : { kind: 'adjust_cash', amount: delta } };
}

/** Cash in other currencies, with what it is worth. */
export function currencyFindings(values: AccountValues): readonly Finding[] {
  return values.otherCash().map(({ currency, amount }) => {
    const rate = values.rateOf(currency);
    const worth = rate === null ? 'its rate is not known' : `worth ${dollarsText(fromDollars(amount * rate))} at ${rate.toFixed(4)}`;
    return {
      difference: differenceBy('currency', {
        id: `currency:${currency}`,
        subject: `cash in ${currency}`,
        books: 'nothing',
        broker: `${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency}, ${worth}`,
        explanation: 'The account holds it beside its dollars.',
      }),
      remedy: null,
    };
  });
}
