import { underlyingSchema } from '../../../../src-core/contract/schemas.ts';
import type { SignalQuery } from '../../../../src-core/contract/signals.ts';
import { type Ticker, TICKERS } from '../../../../src-core/instruments/instrument.ts';
import { toDollars } from '../../../../src-core/money.ts';
import type { SettledSignal, SignalRecord } from '../../../../src-core/signals/signal.ts';
import type { SignalJournal } from '../../../signals/signal-journal.ts';
import type { RelationalStore } from '../relational-store.ts';
import { outcomeQueries, recordOf, SIGNAL_COLUMNS, signalQueries, type SignalRow } from './signal-rows.ts';

/** Signals are long: so many are read from their JSON before others get their turn. */
const AT_ONCE = 4;

/** One account's signals, in the relational store. */
export function createSignalJournal(store: RelationalStore, owner: { readonly accountId: string }, tickerIds: Readonly<Record<Ticker, number>>): SignalJournal {
  const { db } = store;
  const { accountId } = owner;
  const tickers = new Map(TICKERS.map((ticker) => [tickerIds[ticker], ticker]));
  /** Signals that this journal wrote: they are long, and are not sent again. */
  const kept = new Set<string>();
  const own = () =>
    db.selectFrom('signal_outcomes').innerJoin('signals', 'signals.id', 'signal_outcomes.signal_id').where('signal_outcomes.account_id', '=', accountId);

  return {
    async ofSession(sessionId) {
      const rows = await own()
        .where('session_id', '=', sessionId)
        .select(SIGNAL_COLUMNS)
        .orderBy('signal_outcomes.generated_at')
        .orderBy('signal_outcomes.signal_id')
        .execute();
      return recordsOf(rows);
    },

    async unsettledBefore(sessionId) {
      const rows = await own()
        .where('session_id', '<>', sessionId)
        .where('settled_at', 'is', null)
        .select(SIGNAL_COLUMNS)
        .orderBy('signal_outcomes.generated_at')
        .orderBy('signal_outcomes.signal_id')
        .execute();
      return recordsOf(rows);
    },

    async settled() {
      const rows = await db
        .selectFrom('signal_outcomes')
        .where('account_id', '=', accountId)
        .where('result', 'is not', null)
        .select([
          'signal_id', 'session_date', 'ticker_id', 'signal_type', 'generated_at', 'detector', 'title', 'hour', 'regime', 'implied_probability',
          'said_probability', 'calibrated', 'maximum_loss', 'fate', 'exit', 'result', 'expected_result', 'won',
        ])
        .orderBy('settled_at')
        .orderBy('generated_at')
        .orderBy('signal_id')
        .execute();
      const settled: SettledSignal[] = [];
      for (const row of rows) {
        if (row.exit === null || row.result === null) continue;
        const result = toDollars(row.result);
        settled.push({
          id: row.signal_id,
          date: row.session_date,
          underlying: underlyingSchema.parse(tickers.get(row.ticker_id)),
          detector: row.detector,
          title: row.title,
          type: row.signal_type,
          generatedAt: row.generated_at,
          hour: row.hour,
          regime: row.regime,
          implied: row.implied_probability,
          confidence: row.said_probability,
          calibrated: Boolean(row.calibrated),
          fate: row.fate,
          exit: row.exit,
          won: row.won === null ? result > 0 : Boolean(row.won),
          result,
          expectedResult: row.expected_result === null ? result : toDollars(row.expected_result),
          maximumLoss: toDollars(row.maximum_loss),
        });
      }
      return settled;
    },

    async list(query: SignalQuery) {
      const { from, to, underlying, detector, type, status, fate, offset, limit } = query;
      // Chosen by what became of them alone: rows of signals are long.
      const chosen = db.selectFrom('signal_outcomes').where(({ and, eb }) => and([
        eb('account_id', '=', accountId),
        ...(from === undefined ? [] : [eb('session_date', '>=', from)]),
        ...(to === undefined ? [] : [eb('session_date', '<=', to)]),
        ...(underlying === undefined ? [] : [eb('ticker_id', '=', tickerIds[underlying])]),
        ...(detector === undefined ? [] : [eb('detector', '=', detector)]),
        ...(type === undefined ? [] : [eb('signal_type', '=', type)]),
        ...(status === undefined ? [] : [eb('status', '=', status)]),
        ...(fate === undefined ? [] : [eb('fate', '=', fate)]),
      ]));
      const page = chosen.select('signal_id').orderBy('generated_at', 'desc').orderBy('signal_id', 'desc').limit(limit).offset(offset);
      const [counted, rows] = await Promise.all([
        chosen.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
        own()
          .where('signal_outcomes.signal_id', 'in', page)
          .select(SIGNAL_COLUMNS)
          .orderBy('signal_outcomes.generated_at', 'desc')
          .orderBy('signal_outcomes.signal_id', 'desc')
          .execute(),
      ]);
      return { total: Number(counted.total), records: await recordsOf(rows) };
    },

    async find(id) {
      const row = await own().where('signal_outcomes.signal_id', '=', id).select(SIGNAL_COLUMNS).executeTakeFirst();
      return row === undefined ? null : recordOf(row);
    },

    async write(records, session) {
      await store.commit(
        records.flatMap((record) => (kept.has(record.signal.id) ? outcomeQueries(db, record) : signalQueries(db, { accountId, tickerIds, session }, record))),
      );
      for (const { signal } of records) kept.add(signal.id);
    },
  };
}

async function recordsOf(rows: readonly SignalRow[]): Promise<readonly SignalRecord[]> {
  const records: SignalRecord[] = [];
  for (const [index, row] of rows.entries()) {
    if (index > 0 && index % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    records.push(recordOf(row));
  }
  return records;
}
