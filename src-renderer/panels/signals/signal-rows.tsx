import type { SignalView } from '../../../src-core/contract/signals.ts';
import type { Money } from '../../../src-core/money.ts';
import { Figure } from '../../design/figure.tsx';
import { ABSENT, formatDollars, formatSignedAmount, formatTime } from '../../design/format.ts';
import { netOf, shortNet } from '../../design/order-words.ts';
import {
  confidenceMeaning,
  confidenceWords,
  dayWords,
  edgeWords,
  EXIT_NAMES,
  expectedByRecord,
  FATE_MEANINGS,
  FATE_NAMES,
  OUTLOOK_WORDS,
  structureWords,
  TYPE_MARKS,
} from './signal-words.ts';
import { TimeLeft, Undo } from './time-left.tsx';
import styles from './signals.module.css';

interface RowProps {
  readonly signal: SignalView;
  readonly selected: boolean;
  readonly select: () => void;
  readonly open: () => void;
}

export interface ActiveRowProps extends RowProps {
  /** What the package costs now across the spread; null without a usable quote. */
  readonly now: Money | null;
}

/** A signal that can be acted on. */
export function ActiveRow({ signal, selected, now, select, open }: ActiveRowProps) {
  const { confidence, bound, natural } = signal;
  const isGone = now !== null && now > bound.highestNet;
  const byRecord = netOf(expectedByRecord(confidence));
  return (
    <tr id={`signal-${signal.id}`} className={styles.row} aria-selected={selected} data-testid="signal-row" data-signal-id={signal.id} data-status={signal.status} onClick={select} onDoubleClick={open}>
      <td className={styles.number}>
        <TimeLeft expiresAt={signal.expiresAt} />
      </td>
      <Instrument signal={signal} />
      <td className={styles.title} title={`${signal.title}: ${signal.reason}`}>
        {signal.title}
      </td>
      <td className={styles.structure}>{structureWords(signal)}</td>
      <td className={styles.p2} title={`At the signal: natural ${shortNet(natural)}, mid ${shortNet(signal.mid)}, expected ${shortNet(signal.expected)}`} data-testid="signal-at">
        {shortNet(natural)}
      </td>
      <td className={styles.number} data-gone={isGone} title={`Across the spread now; the signal is good up to ${shortNet(bound.highestNet)}`} data-testid="signal-now">
        {isGone ? '△ ' : ''}
        {now === null ? ABSENT : shortNet(now)}
      </td>
      <ConfidenceCell signal={signal} />
      <td className={styles.p3} title="What one must know better than the market for the plan to break even: dollars a package, and points of win probability">
        {edgeWords(signal.edgeNeeded)}
      </td>
      <td className={styles.number}>{formatDollars(signal.maximumLoss)}</td>
      <td className={styles.p4} title={byRecord === null ? 'No record yet: the mean result is not known' : 'Mean result of one package by the record'}>
        <Figure value={byRecord} text={formatSignedAmount(byRecord)} />
      </td>
    </tr>
  );
}

export interface PastRowProps extends RowProps {
  /** Its session is another one: the date is shown before the time. */
  readonly dated: boolean;
  readonly restore: () => void;
}

/** A signal that cannot be acted on any more, and what became of it. */
export function PastRow({ signal, selected, dated, select, open, restore }: PastRowProps) {
  const { settlement, fate, endReason } = signal;
  const result = settlement === null ? signal.openResult : settlement.result;
  return (
    <tr id={`signal-${signal.id}`} className={styles.row} aria-selected={selected} data-testid="signal-row" data-signal-id={signal.id} data-status={signal.status} data-fate={fate} onClick={select} onDoubleClick={open}>
      <td className={styles.number} title={`${signal.date} ${formatTime(signal.generatedAt)}`}>
        {dated ? `${dayWords(signal.date)} ` : ''}
        {formatTime(signal.generatedAt).slice(0, 5)}
      </td>
      <Instrument signal={signal} />
      <td className={styles.title} title={`${signal.title}: ${signal.reason}`}>
        {signal.title}
      </td>
      <td className={styles.structure} title={structureWords(signal)}>
        {structureWords(signal)}
      </td>
      <ConfidenceCell signal={signal} />
      <td title={`${FATE_MEANINGS[fate]}.${endReason === null ? '' : ` ${endReason}`}`} data-testid="signal-fate">
        {FATE_NAMES[fate]} <Undo signal={signal} run={restore} />
      </td>
      <td className={styles.exit} title={settlement?.reason ?? (settlement === null ? 'Not settled yet' : `At ${formatTime(settlement.at)}`)}>
        {settlement === null ? 'open' : EXIT_NAMES[settlement.exit]}
      </td>
      <td className={styles.number} title={settlement === null ? 'Of one package, if closed now at executable prices' : 'Of one package after all costs, entered and closed at executable prices, whatever was done with the signal'} data-testid="signal-result">
        <Figure value={result} text={formatSignedAmount(result)} arrow={settlement !== null} weight={settlement === null ? 'quiet' : 'normal'} />
      </td>
    </tr>
  );
}

function Instrument({ signal: { underlying, type, outlook } }: { readonly signal: SignalView }) {
  return (
    <th scope="row" className={styles.instrument} data-type={type} title={`${underlying}, ${OUTLOOK_WORDS[outlook]}`}>
      <span aria-label={type}>{TYPE_MARKS[type]}</span> {underlying}
    </th>
  );
}

function ConfidenceCell({ signal: { confidence } }: { readonly signal: SignalView }) {
  return (
    <td className={styles.confidence} data-state={confidence.state} title={confidenceMeaning(confidence)} data-testid="signal-confidence">
      {confidenceWords(confidence)}
    </td>
  );
}
