import { type KeyboardEvent, memo } from 'react';
import { toDollars } from '../../../src-core/money.ts';
import { formatDollars, formatPrice, formatProbability } from '../../design/format.ts';
import { strikeText } from '../../design/order-words.ts';
import type { DrawnLeg, SlotAnalysis } from './analyse.ts';
import type { Letter } from './analysis-store.ts';
import { basisWords, extremeWords, legMark, pricesWords, resultWords, SOURCE_WORDS } from './analysis-words.ts';
import styles from './analysis.module.css';

/** What can be done with a structure of the list. */
export interface StructureActs {
  select(letter: Letter, leg: string | null): void;
  remove(letter: Letter): void;
  /** Moves one leg by listed strikes, or all of them. */
  step(letter: Letter, leg: string, steps: number, isAll: boolean): void;
  /** Puts every strike back. */
  reset(letter: Letter): void;
  setQuantity(letter: Letter, quantity: number): void;
  toTicket(letter: Letter): void;
}

export interface StructureListProps {
  readonly slots: readonly SlotAnalysis[];
  readonly selected: Letter;
  readonly leg: string | null;
  readonly acts: StructureActs;
}

/** The structures that are compared, with their legs. */
export function StructureList({ slots, selected, leg, acts }: StructureListProps) {
  return (
    <ul className={styles.structures} aria-label="Structures">
      {slots.map((analysed) => (
        <StructureItem key={analysed.slot.letter} analysed={analysed} isSelected={analysed.slot.letter === selected} leg={analysed.slot.letter === selected ? leg : null} acts={acts} />
      ))}
    </ul>
  );
}

interface StructureItemProps {
  readonly analysed: SlotAnalysis;
  readonly isSelected: boolean;
  readonly leg: string | null;
  readonly acts: StructureActs;
}

function StructureItem({ analysed, isSelected, leg, acts }: StructureItemProps) {
  const { slot } = analysed;
  const { letter } = slot;
  const title = analysed.state === 'drawn' ? analysed.drawn.spec.title : analysed.title;
  const isMoved = Object.keys(slot.moves).length > 0;
  return (
    <li className={styles.structure} data-letter={letter} data-selected={isSelected} data-testid={`analysis-structure-${letter}`} onPointerDown={() => isSelected || acts.select(letter, null)}>
      <header>
        <button type="button" className={styles.letter} aria-pressed={isSelected} title={`Select structure ${letter}`} onClick={() => acts.select(letter, null)}>
          <i aria-hidden="true" /> {letter}
        </button>
        <b title={title}>{title}</b>
        {isMoved ? (
          <button type="button" className={styles.quiet} title="Put every strike back" onClick={() => acts.reset(letter)}>
            Reset
          </button>
        ) : null}
        <button type="button" className={styles.quiet} data-testid={`analysis-to-ticket-${letter}`} disabled={analysed.state !== 'drawn'} title="Write the order for it: for what is held, the order that moves it there" onClick={() => acts.toTicket(letter)}>
          → Ticket
        </button>
        <button type="button" className={styles.tiny} aria-label={`Remove structure ${letter}`} onClick={() => acts.remove(letter)}>
          ×
        </button>
      </header>
      {analysed.state === 'absent' ? (
        <p className={styles.problem}>{analysed.problem}</p>
      ) : (
        <>
          <div className={styles.cost} title={basisWords(analysed.drawn)}>
            {analysed.drawn.spec.paid.kind === 'entry' ? (
              <label>
                ×{' '}
                <input
                  type="number"
                  className={styles.packages}
                  min={1}
                  max={10_000}
                  value={analysed.drawn.spec.packages}
                  aria-label={`Packages of structure ${letter}`}
                  onChange={(event) => acts.setQuantity(letter, event.target.valueAsNumber)}
                />
              </label>
            ) : null}
            <span>
              {analysed.drawn.name ?? `${analysed.drawn.legs.length} legs`} · cost <b>{formatDollars(analysed.drawn.structure.cost)}</b>
            </span>
            <span className={styles.basis}>{basisWords(analysed.drawn)}</span>
          </div>
          {isSelected ? (
            <>
              <dl className={styles.figures}>
                <Figure name="Now" value={resultWords(analysed.greeks.now.value)} title="Value at the marks of now less the cost" />
                <Figure name="P(profit)" value={formatProbability(analysed.figures?.outlook?.profitProbability ?? null)} title="Risk-neutral, at the reference" />
                <Figure name="Max gain" value={extremeWords(analysed.figures?.maximumGain)} title="At the reference" />
                <Figure name="Max loss" value={analysed.figures?.maximumLoss === null ? 'unbounded' : resultWords(-(analysed.figures?.maximumLoss ?? Number.NaN) / 10_000)} title="At the reference" />
                <Figure name="Expected" value={resultWords(analysed.figures?.outlook?.expectedResult ?? null)} title="Mean result at the reference, risk-neutral" />
                <Figure name="Break-evens" value={pricesWords(analysed.figures?.breakEvens)} title="At the reference" isWide />
              </dl>
              <ol className={styles.legs} aria-label={`Legs of structure ${letter}`}>
                {analysed.drawn.legs.map((drawn) => (
                  <LegRow
                    key={drawn.from.symbol}
                    letter={letter}
                    drawn={drawn}
                    isSelected={drawn.from.symbol === leg}
                    acts={acts}
                    // A leg is priced anew with each quote; what is shown of it changes less often.
                    strike={drawn.leg.contract.strike}
                    volatility={shown(drawn.leg.volatility * 100, 1)}
                    mark={shown(drawn.leg.mark, 2)}
                  />
                ))}
                {analysed.drawn.structure.shares === 0 ? null : (
                  <li className={styles.leg}>
                    <span>{analysed.drawn.structure.shares} shares</span>
                  </li>
                )}
              </ol>
            </>
          ) : null}
        </>
      )}
    </li>
  );
}

function Figure({ name, value, title, isWide = false }: { readonly name: string; readonly value: string; readonly title: string; readonly isWide?: boolean }) {
  return (
    <div title={title} data-wide={isWide}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface LegRowProps {
  readonly letter: Letter;
  readonly drawn: DrawnLeg;
  readonly isSelected: boolean;
  readonly acts: StructureActs;
  readonly strike: number;
  readonly volatility: string;
  readonly mark: string;
}

const LegRow = memo(
  function LegRow({ letter, drawn: { from, leg, isMoved }, isSelected, acts, volatility, mark }: LegRowProps) {
    const { right, strike } = leg.contract;
    function onKeyDown(event: KeyboardEvent): void {
      const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.key];
      if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      acts.step(letter, from.symbol, steps, event.shiftKey);
    }
    return (
      <li className={styles.leg} data-selected={isSelected} data-moved={isMoved} data-side={leg.quantity > 0 ? 'buy' : 'sell'} onPointerDown={() => acts.select(letter, from.symbol)}>
        <span className={styles.mark}>{legMark(leg.quantity, right)}</span>
        <span className={styles.strike}>
          <button type="button" className={styles.tiny} tabIndex={-1} aria-label="One listed strike down" onClick={() => acts.step(letter, from.symbol, -1, false)}>
            ‹
          </button>
          <span
            role="spinbutton"
            tabIndex={0}
            aria-label={`Strike of ${legMark(leg.quantity, right)}`}
            aria-valuenow={toDollars(strike)}
            aria-valuetext={strikeText(strike)}
            title="Arrow keys move it by one listed strike, with Shift all legs"
            data-testid="analysis-strike"
            onKeyDown={onKeyDown}
            onFocus={() => acts.select(letter, from.symbol)}
          >
            {strikeText(strike)}
          </span>
          <button type="button" className={styles.tiny} tabIndex={-1} aria-label="One listed strike up" onClick={() => acts.step(letter, from.symbol, 1, false)}>
            ›
          </button>
        </span>
        <span className={styles.from}>{isMoved ? `from ${strikeText(from.contract.strike)}` : ''}</span>
        <span className={styles.volatility} data-source={leg.source} title={`Volatility: ${SOURCE_WORDS[leg.source]}`}>
          {leg.source === 'quote' ? '' : `${SOURCE_WORDS[leg.source]} `}
          {volatility} %
        </span>
        <span className={styles.price} title={Number.isNaN(leg.mark) ? 'Not quoted: priced by the model' : 'Mid of its quote'}>
          {Number.isNaN(leg.mark) ? 'model' : mark}
        </span>
      </li>
    );
  },
  (before, after) =>
    before.letter === after.letter &&
    before.isSelected === after.isSelected &&
    before.acts === after.acts &&
    before.strike === after.strike &&
    before.volatility === after.volatility &&
    before.mark === after.mark &&
    before.drawn.isMoved === after.drawn.isMoved &&
    before.drawn.leg.source === after.drawn.leg.source &&
    before.drawn.leg.quantity === after.drawn.leg.quantity,
);

function shown(value: number, decimals: number): string {
  return formatPrice(value, decimals);
}
