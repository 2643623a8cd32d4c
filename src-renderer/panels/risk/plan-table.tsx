import type { FlattenPlan } from '../../../src-core/contract/risk.ts';
import { costWords, kindWords, ladderWords, stepTitle } from './flatten-words.ts';
import styles from './risk.module.css';

/** The closing orders of a plan in the order they are sent, what each costs, and what waits and why. */
export function PlanTable({ plan }: { readonly plan: FlattenPlan }) {
  return (
    <table className={styles.table} aria-label="Flattening plan" data-testid="flatten-plan">
      <thead>
        <tr>
          <th scope="col">Close</th>
          <th scope="col">As</th>
          <th scope="col" className={styles.number}>
            Qty
          </th>
          <th scope="col" className={styles.number} title="Net prices per share tried one after another">
            Ladder
          </th>
          <th scope="col" className={styles.number} title="Dollars that closing costs at the mid, fees included">
            At mid
          </th>
          <th scope="col" className={styles.number} title="Dollars that closing is expected to cost, fees included">
            Expected
          </th>
          <th scope="col" className={styles.number} title="Dollars that closing costs at the last price of the ladder, fees included">
            Worst
          </th>
        </tr>
      </thead>
      {plan.steps.map((step, index) => (
        // A plan is of one moment: its steps keep their places.
        <tbody key={`${step.tradeId} ${step.kind} ${index}`} data-testid="plan-step" data-state={step.state}>
          <tr className={styles.row}>
            <th scope="row" className={styles.name} title={stepTitle(step)}>
              {stepTitle(step)}
            </th>
            <td>{kindWords(step.kind)}</td>
            <td className={styles.number}>{step.quantity}</td>
            <td className={styles.number}>{ladderWords(step.ladder)}</td>
            <td className={styles.number}>{costWords(step.atMid)}</td>
            <td className={styles.number}>{costWords(step.expected)}</td>
            <td className={styles.number}>{costWords(step.atWorst)}</td>
          </tr>
          {step.text === null ? null : (
            <tr>
              <td colSpan={7} className={styles.because}>
                {step.state === 'left' ? '–' : '△'} {step.text}
              </td>
            </tr>
          )}
        </tbody>
      ))}
      <tfoot>
        <tr>
          <th scope="row" colSpan={4}>
            Together
          </th>
          <td className={styles.number}>{costWords(plan.atMid)}</td>
          <td className={styles.number}>{costWords(plan.expected)}</td>
          <td className={styles.number}>{costWords(plan.atWorst)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
