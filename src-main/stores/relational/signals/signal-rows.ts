import type { CompiledQuery, Insertable, Kysely, Selectable } from 'kysely';
import { type OptionContract, parseSymbol, type Ticker } from '../../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../../../src-core/money.ts';
import type { OrderLeg } from '../../../../src-core/orders/order.ts';
import type { Candidate } from '../../../../src-core/signals/candidate.ts';
import { type Settlement, type SignalRecord, signalSchema } from '../../../../src-core/signals/signal.ts';
import type { EpochMs, IsoDate } from '../../../../src-core/time.ts';
import { recommendedOf } from '../../../signals/signal-views.ts';
import { readJson } from '../json-column.ts';
import type { Database } from '../schema.ts';
import { legId } from '../trading/leg-id.ts';

export interface SignalRowContext {
  readonly accountId: string;
  readonly tickerIds: Readonly<Record<Ticker, number>>;
  readonly session: { readonly id: string; readonly date: IsoDate };
}

/** Beyond this a share of the base does not fit the document's columns. */
const HIGHEST_RATIO = 99.9999;

/** Writes what became of a signal that is there. */
export function outcomeQueries(db: Kysely<Database>, record: SignalRecord): readonly CompiledQuery[] {
  const { signal, status } = record;
  return [
    db.updateTable('signals').set({ status, updated_at: changedAt(record) }).where('id', '=', signal.id).compile(),
    db.updateTable('signal_outcomes').set(outcomeOf(record)).where('signal_id', '=', signal.id).compile(),
  ];
}

/** Writes a record: its signal once, what became of it anew. Throws RangeError where the signal recommends no candidate. */
export function signalQueries(db: Kysely<Database>, context: SignalRowContext, record: SignalRecord): readonly CompiledQuery[] {
  const { signal, status } = record;
  const candidate = recommendedOf(signal);
  const updated_at = changedAt(record);
  const inserted = db
    .insertInto('signals')
    .values({
      id: signal.id,
      ticker_id: context.tickerIds[signal.underlying],
      signal_type: signal.type,
      strategy_type: candidate.structure,
      confidence_score: rounded(signal.confidence.probability, 3),
      generated_at: signal.generatedAt,
      expires_at: signal.expiresAt,
      status,
      underlying_price: signal.underlyingPrice,
      target_profit: ratioOf(candidate.target.ratio),
      stop_loss: ratioOf(candidate.stop.ratio),
      max_risk: candidate.maximumLoss,
      max_reward: candidate.maximumGain,
      probability_profit: rounded(candidate.plan.profit, 3),
      break_even_price: nearestBreakEven(candidate, signal.underlyingPrice),
      analysis_data: JSON.stringify(signal),
      created_at: signal.generatedAt,
      updated_at,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ status, updated_at }))
    .compile();
  const legs = db
    .insertInto('signal_legs')
    .values(legRows(signal.id, signal.generatedAt, candidate))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .compile();
  const changing = outcomeOf(record);
  const outcome = db
    .insertInto('signal_outcomes')
    .values({ ...whatItWas(context, record, candidate), ...changing })
    .onConflict((conflict) => conflict.column('signal_id').doUpdateSet(changing))
    .compile();
  return [inserted, legs, outcome];
}

function whatItWas({ accountId, tickerIds, session }: SignalRowContext, { signal }: SignalRecord, { maximumLoss }: Candidate) {
  const { id, underlying, type, generatedAt, detector, title, hour, regime, confidence } = signal;
  return {
    signal_id: id,
    account_id: accountId,
    session_id: session.id,
    session_date: session.date,
    ticker_id: tickerIds[underlying],
    signal_type: type,
    generated_at: generatedAt,
    detector,
    title,
    hour,
    regime,
    implied_probability: confidence.implied,
    said_probability: confidence.probability,
    calibrated: confidence.state === 'calibrated',
    maximum_loss: maximumLoss,
  };
}

function outcomeOf({ status, fate, approvedAt, endedAt, reason, orderId, settlement }: SignalRecord) {
  return {
    status,
    fate,
    approved_at: approvedAt,
    ended_at: endedAt,
    end_reason: reason,
    order_id: orderId,
    exit: settlement?.exit ?? null,
    settled_at: settlement?.at ?? null,
    result: settlement?.result ?? null,
    expected_result: settlement?.expectedResult ?? null,
    won: settlement?.won ?? null,
    settle_reason: settlement?.reason ?? null,
  };
}

/** Each leg's own price is the one that a trade crosses to. */
function legRows(signalId: string, createdAt: EpochMs, { legs, quotes }: Candidate): Insertable<Database['signal_legs']>[] {
  return legs.map((leg, index) => {
    const { right, strike, expiry } = optionOf(leg);
    const quote = quotes.find(({ symbol }) => symbol === leg.symbol);
    return {
      id: legId(signalId, index + 1),
      signal_id: signalId,
      leg_order: index + 1,
      action: leg.side,
      option_type: right,
      strike_price: strike,
      expiration_date: expiry,
      quantity: leg.ratio,
      estimated_price: (leg.side === 'buy' ? quote?.ask : quote?.bid) ?? null,
      option_symbol: leg.symbol,
      created_at: createdAt,
    };
  });
}

function optionOf({ symbol }: OrderLeg): OptionContract {
  const instrument = parseSymbol(symbol);
  if (instrument.kind !== 'option') throw new RangeError(`a signal's leg is "${symbol}"; expected an option`);
  return instrument;
}

function ratioOf(ratio: number): number | null {
  return Math.abs(ratio) <= HIGHEST_RATIO ? rounded(ratio, 4) : null;
}

/** To the decimals of the document's column. */
function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

function nearestBreakEven({ breakEvens }: Candidate, price: Money): Money | null {
  return breakEvens
    .map((breakEven) => fromDollars(breakEven))
    .reduce<Money | null>((nearest, each) => (nearest === null || Math.abs(each - price) < Math.abs(nearest - price) ? each : nearest), null);
}

function changedAt({ signal, approvedAt, endedAt, settlement }: SignalRecord): EpochMs {
  return Math.max(signal.generatedAt, approvedAt ?? 0, endedAt ?? 0, settlement?.at ?? 0);
}

/** Columns of a record, as `recordOf` reads them. */
export type SignalRow = Pick<Selectable<Database['signals']>, 'analysis_data'> &
  Pick<Selectable<Database['signal_outcomes']>, 'status' | 'fate' | 'approved_at' | 'ended_at' | 'end_reason' | 'order_id' | 'exit' | 'settled_at' | 'result' | 'expected_result' | 'won' | 'settle_reason'>;

export const SIGNAL_COLUMNS = [
  'signals.analysis_data',
  'signal_outcomes.status',
  'signal_outcomes.fate',
  'signal_outcomes.approved_at',
  'signal_outcomes.ended_at',
  'signal_outcomes.end_reason',
  'signal_outcomes.order_id',
  'signal_outcomes.exit',
  'signal_outcomes.settled_at',
  'signal_outcomes.result',
  'signal_outcomes.expected_result',
  'signal_outcomes.won',
  'signal_outcomes.settle_reason',
] as const;

/** The inverse of signalQueries, but for how a signal stands now. Throws ZodError where the row is no signal. */
export function recordOf(row: SignalRow): SignalRecord {
  return {
    signal: readJson(signalSchema, row.analysis_data),
    status: row.status,
    fate: row.fate,
    approvedAt: row.approved_at,
    endedAt: row.ended_at,
    reason: row.end_reason,
    orderId: row.order_id,
    openResult: null,
    settlement: settlementOf(row),
  };
}

function settlementOf({ exit, settled_at, result, expected_result, won, settle_reason }: SignalRow): Settlement | null {
  if (exit === null || settled_at === null) return null;
  return { exit, at: settled_at, result, expectedResult: expected_result, won: won === null ? null : Boolean(won), reason: settle_reason };
}
