import { type ReactNode, useId } from 'react';
import { parseSymbol, TICKERS, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { useStream } from '../../connection/core.tsx';
import { ABSENT, formatPrice } from '../../design/format.ts';
import { instrumentWords } from '../../design/order-words.ts';
import type { PositionNames } from './alert-words.ts';
import type { RuleDraft, RuleProblems } from './rule-draft.ts';
import styles from './rule.module.css';
import { useContracts } from './use-contracts.ts';

export interface RuleFieldsProps {
  readonly draft: RuleDraft;
  readonly problems: RuleProblems;
  readonly positions: PositionNames;
  readonly edit: (change: Partial<RuleDraft>) => void;
}

/** What a rule looks at, by its kind, chosen from what is there now. */
export function RuleFields({ draft, problems, positions, edit }: RuleFieldsProps) {
  const { kind, thresholds } = draft;
  const threshold = (text: string): void => edit({ thresholds: { ...thresholds, [kind]: text } });
  const field = { value: thresholds[kind], problem: problems.threshold ?? null, set: threshold, testId: 'rule-threshold' };
  const side = <Choice name="When it is" value={draft.when} choices={WHEN} set={(when) => edit({ when: when === 'at_or_above' ? 'at_or_above' : 'at_or_below' })} testId="rule-when" />;
  switch (kind) {
    case 'price':
      return (
        <>
          <Choice name="Ticker" value={draft.ticker} choices={TICKERS.map((ticker) => [ticker, ticker])} set={(text) => edit({ ticker: TICKERS.find((ticker) => ticker === text) ?? 'SPY' })} testId="rule-ticker" />
          {side}
          <NumberField name="Price" unit={draft.ticker === 'VIX' ? 'points' : '$'} {...field} note={<PriceNow ticker={draft.ticker} />} />
        </>
      );
    case 'volatility':
      return (
        <>
          <UnderlyingChoice draft={draft} edit={edit} />
          {side}
          <NumberField name="Volatility" unit="% a year" {...field} note={<VolatilityNow underlying={draft.underlying} />} />
        </>
      );
    case 'delta':
      return (
        <>
          <UnderlyingChoice draft={draft} edit={edit} />
          <ContractChoice draft={draft} problem={problems.symbol ?? null} edit={edit} />
          {side}
          <NumberField name="Delta" unit="−1 to 1" {...field} />
        </>
      );
    case 'result':
      return (
        <>
          <TradeChoice all="The day, all positions" draft={draft} positions={positions} edit={edit} />
          {side}
          <NumberField name="Result" unit="$" {...field} note="if closed now; a loss is below 0" />
        </>
      );
    case 'strike_distance':
      return (
        <>
          <TradeChoice all="Any position" draft={draft} positions={positions} edit={edit} />
          <NumberField name="Within" unit="% of the spot" {...field} note="or beyond the strike" />
        </>
      );
    case 'time':
      return <NumberField name="Before the reference" unit="min" {...field} note="0 to 390" />;
  }
}

const WHEN = [
  ['at_or_below', 'at or below'],
  ['at_or_above', 'at or above'],
] as const;

interface Part {
  readonly draft: RuleDraft;
  readonly edit: (change: Partial<RuleDraft>) => void;
}

function UnderlyingChoice({ draft, edit }: Part) {
  return <Choice name="Underlying" value={draft.underlying} choices={UNDERLYINGS.map((name) => [name, name])} set={(text) => edit({ underlying: UNDERLYINGS.find((name) => name === text) ?? 'SPY', symbol: '' })} testId="rule-underlying" />;
}

/** Contracts of today; one that is written already stays, whatever its day. */
function ContractChoice({ draft, problem, edit }: Part & { readonly problem: string | null }) {
  const contracts = useContracts(draft.underlying);
  const spot = useStream('market')?.tickers.find(({ ticker }) => ticker === draft.underlying)?.last ?? null;
  const kept = draft.symbol !== '' && !contracts?.some(({ symbol }) => symbol === draft.symbol) ? draft.symbol : null;
  const near = spot === null ? null : contracts?.toSorted((left, right) => Math.abs(left.strike - spot) - Math.abs(right.strike - spot))[0];
  const choices: (readonly [string, string])[] = [
    ['', contracts === null ? 'Reading the chain …' : near ? `Choose; the money is at ${formatPrice(near.strike).replace(/\.00$/, '')}` : 'Choose'],
    ...(kept === null ? [] : [[kept, `${instrumentWords(kept)}, ${expiryOf(kept)}`] as const]),
    ...(contracts ?? []).map(({ symbol }) => [symbol, instrumentWords(symbol)] as const),
  ];
  return <Choice name="Contract" value={draft.symbol} choices={choices} set={(symbol) => edit({ symbol })} testId="rule-symbol" problem={problem} />;
}

function TradeChoice({ all, draft, positions, edit }: Part & { readonly all: string; readonly positions: PositionNames }) {
  const gone: (readonly [string, string])[] = draft.tradeId !== '' && !positions.has(draft.tradeId) ? [[draft.tradeId, 'A position that is closed']] : [];
  return <Choice name="Position" value={draft.tradeId} choices={[['', all], ...gone, ...positions]} set={(tradeId) => edit({ tradeId })} testId="rule-position" />;
}

function PriceNow({ ticker }: { readonly ticker: string }) {
  const last = useStream('market')?.tickers.find((view) => view.ticker === ticker)?.last ?? null;
  return <>now {formatPrice(last)}</>;
}

function VolatilityNow({ underlying }: { readonly underlying: string }) {
  const volatility = useStream('market')?.tickers.find((view) => view.ticker === underlying)?.chain?.atmIv ?? null;
  return <>now {volatility === null ? ABSENT : `${formatPrice(volatility * 100, 1)} %`}</>;
}

function expiryOf(symbol: string): string {
  const instrument = parseSymbol(symbol);
  return instrument.kind === 'shares' ? 'shares' : instrument.expiry;
}

export interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly set: (value: string) => void;
  readonly testId: string;
  readonly problem?: string | null;
}

export function Choice({ name, value, choices, set, testId, problem = null }: ChoiceProps) {
  const id = useId();
  return (
    <label className={styles.field}>
      <span className={styles.label}>{name}</span>
      <span className={styles.control}>
        <select className={styles.select} value={value} aria-invalid={problem !== null} aria-describedby={problem === null ? undefined : id} data-testid={testId} onChange={(event) => set(event.target.value)}>
          {choices.map(([choice, label]) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ))}
        </select>
        <Problem id={id} problem={problem} />
      </span>
    </label>
  );
}

export interface NumberFieldProps {
  readonly name: string;
  readonly unit: string;
  readonly value: string;
  readonly problem: string | null;
  readonly set: (text: string) => void;
  readonly testId: string;
  readonly note?: ReactNode;
}

export function NumberField({ name, unit, value, problem, set, testId, note }: NumberFieldProps) {
  const id = useId();
  return (
    <label className={styles.field}>
      <span className={styles.label}>{name}</span>
      <span className={styles.control}>
        {unit === '$' ? <span className={styles.unit}>$</span> : null}
        <input className={styles.number} inputMode="decimal" autoComplete="off" value={value} aria-invalid={problem !== null} aria-describedby={problem === null ? undefined : id} data-testid={testId} onChange={(event) => set(event.target.value)} />
        {unit === '$' ? null : <span className={styles.unit}>{unit}</span>}
        {note === undefined || problem !== null ? null : <span className={styles.note}>{note}</span>}
        <Problem id={id} problem={problem} />
      </span>
    </label>
  );
}

function Problem({ id, problem }: { readonly id: string; readonly problem: string | null }) {
  if (problem === null) return null;
  return (
    <span id={id} className={styles.problem} role="alert" data-testid="rule-problem">
      {problem}
    </span>
  );
}
