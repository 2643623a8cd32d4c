import type { ReactNode } from 'react';
import type { Candidate } from '../../../src-core/signals/candidate.ts';
import { money } from '../../../src-core/money.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatDollars, formatPrice, formatSigned, formatSignedDollars } from '../../design/format.ts';
import { netOf, shortNet } from '../../design/order-words.ts';
import { edgeWords, structureWords, wholePercent } from './signal-words.ts';
import styles from './signal-detail.module.css';

export interface CandidatesTableProps {
  readonly candidates: readonly Candidate[];
  readonly recommended: number;
  /** The one whose payoff and quotes are shown. */
  readonly at: number;
  readonly choose: (at: number) => void;
}

const RISK_NEUTRAL = 'Risk-neutral: what option prices imply, no forecast';

const ROWS: readonly (readonly [name: string, title: string, cell: (candidate: Candidate) => ReactNode])[] = [
  ['Natural', 'Net price across the spread', ({ natural }) => shortNet(natural)],
  ['Mid', 'Net price at the mids', ({ mid }) => shortNet(mid)],
  ['Expected fill', 'Net price that fills are expected at', ({ expected }) => shortNet(expected)],
  ['Fees in · out', 'All fees of entering, and of closing', ({ fees }) => `${formatDollars(fees.entry)} · ${formatDollars(fees.exit)}`],
  ['Max gain', 'Of one package, after fees', ({ maximumGain }) => (maximumGain === null ? 'unbounded' : <Figure value={maximumGain} text={formatSignedDollars(maximumGain)} />)],
  ['Max loss', 'Of one package, after fees', ({ maximumLoss }) => <Figure value={-maximumLoss} text={formatSignedDollars(money(-Math.abs(maximumLoss)))} />],
  ['Break-evens', 'Prices of the underlying at expiry', ({ breakEvens }) => (breakEvens.length === 0 ? ABSENT : breakEvens.map((price) => formatPrice(price)).join(' · '))],
  ['P(profit) kept', `Kept to the reference time. ${RISK_NEUTRAL}`, ({ atExpiry }) => wholePercent(atExpiry.profit)],
  ['P(profit) plan', `Closed at target or stop, else kept. ${RISK_NEUTRAL}`, ({ plan }) => <b>{wholePercent(plan.profit)}</b>],
  ['P(touch)', `That a break-even trades before the reference time. ${RISK_NEUTRAL}`, ({ atExpiry }) => wholePercent(atExpiry.touch)],
  ['Target · stop', 'Result after all costs at which it is closed', ({ target, stop, base }) => <span title={`${baseShare(target.ratio)} and ${baseShare(stop.ratio)} of ${base.kind === 'debit' ? 'the debit' : 'the maximum loss'}, ${formatDollars(base.amount)}`}>{`${formatSignedDollars(target.amount)} · ${formatSignedDollars(money(-stop.amount))}`}</span>],
  ['EV kept', `Mean result kept to the reference time, entered at the natural price. ${RISK_NEUTRAL}`, ({ atExpiry }) => <Result dollars={atExpiry.expected} />],
  ['EV plan', `Mean result under the plan. ${RISK_NEUTRAL}`, ({ plan }) => <Result dollars={plan.expected} />],
  ['Edge needed', 'What one must know better than the market for the plan to break even', ({ edgeNeeded }) => edgeWords(edgeNeeded)],
  ['Δ · Γ', 'Of one package: delta in shares, gamma in shares per 1.00', ({ greeks }) => `${formatSigned(greeks.delta, 1)} · ${formatSigned(greeks.gamma, 1)}`],
  ['Θ · vega', 'Of one package: theta in dollars a calendar day, vega in dollars per 1 %', ({ greeks }) => `${formatSigned(greeks.theta, 0)} · ${formatSigned(greeks.vega, 1)}`],
];

/** The structures that were built for the evidence, side by side; one column each. */
export function CandidatesTable({ candidates, recommended, at, choose }: CandidatesTableProps) {
  return (
    <div className={styles.sideways}>
      <table className={styles.candidates} aria-label="Candidates" data-testid="signal-candidates">
        <thead>
          <tr>
            <th scope="col">One package</th>
            {candidates.map((candidate, index) => (
              <th key={structureKey(candidate)} scope="col" data-chosen={index === at} data-testid="signal-candidate" title={candidate.selection}>
                <button type="button" className={styles.candidate} aria-pressed={index === at} tabIndex={-1} onClick={() => choose(index)}>
                  {structureWords(candidate)}
                </button>
              </th>
            ))}
          </tr>
          <tr>
            <td />
            {candidates.map((candidate, index) => (
              <td key={structureKey(candidate)} data-chosen={index === at}>
                {index === recommended ? <span className={styles.recommended}>✓ recommended</span> : candidate.refusal === null ? '' : <span className={styles.refused}>✕ refused</span>}
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([name, title, cell]) => (
            <tr key={name}>
              <th scope="row" title={title}>
                {name}
              </th>
              {candidates.map((candidate, index) => (
                <td key={structureKey(candidate)} data-chosen={index === at}>
                  {cell(candidate)}
                </td>
              ))}
            </tr>
          ))}
          {candidates.some(({ refusal }) => refusal !== null) ? (
            <tr>
              <th scope="row">Refused</th>
              {candidates.map((candidate, index) => (
                <td key={structureKey(candidate)} className={styles.refusal} data-chosen={index === at}>
                  {candidate.refusal ?? ABSENT}
                </td>
              ))}
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function Result({ dollars }: { readonly dollars: number }) {
  return <Figure value={dollars} text={formatSignedDollars(netOf(dollars))} />;
}

function baseShare(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

function structureKey({ structure, legs }: Candidate): string {
  return `${structure} ${legs.map((leg) => leg.symbol).join(' ')}`;
}
