import { flatteningSchema } from '../../../../src-core/contract/risk.ts';
import type {
  DayTradeJournal,
  ExitJournal,
  FlatteningJournal,
  LimitJournal,
  RiskEventJournal,
  TradingDay,
  TradingDayJournal,
} from '../../../risk/risk-journal.ts';
import type { IsoDate } from '../../../../src-core/time.ts';
import { readJson } from '../json-column.ts';
import type { RelationalStore } from '../relational-store.ts';
import { currentTradeIds } from '../trading/current-trades.ts';
import type { Owner } from '../trading/trade-rows.ts';
import { dayTradesSince } from './day-trades.ts';
import { exitOf, exitQuery } from './exit-rows.ts';
import { keptLimits, limitQueries } from './limit-rows.ts';
import { riskEventOf, riskEventQuery } from './risk-event-rows.ts';
import { tradingDayOf, tradingDayQuery, withKept } from './trading-day-rows.ts';

export type RiskJournal = LimitJournal & TradingDayJournal & ExitJournal & FlatteningJournal & RiskEventJournal & DayTradeJournal;

/** What one account's risk engine keeps, in the relational store. `userId` is who sets limits. */
export function createRiskJournal(store: RelationalStore, owner: Owner): RiskJournal {
  const { db } = store;
  const { accountId } = owner;
  /** A day is read before it is written over: one after the other. */
  let dayWritten: Promise<unknown> = Promise.resolve();

  async function readDay(date: IsoDate): Promise<TradingDay | null> {
    const row = await db.selectFrom('trading_days').selectAll().where('account_id', '=', accountId).where('date', '=', date).executeTakeFirst();
    return row === undefined ? null : tradingDayOf(row);
  }

  return {
    async limits() {
      const [parameters, changes] = await Promise.all([
        db.selectFrom('risk_parameters').select(['parameter_name', 'parameter_value', 'is_active']).where('account_id', '=', accountId).execute(),
        db.selectFrom('risk_parameter_changes').select(['parameter_name', 'parameter_value', 'effective_from']).where('account_id', '=', accountId).execute(),
      ]);
      return keptLimits(parameters, changes);
    },

    async setLimits(limits, time) {
      if (limits.length > 0) await store.commit(limits.flatMap((limit) => limitQueries(db, owner, limit, time)));
    },

    day: readDay,

    writeDay(day, time) {
      const written = dayWritten
        .catch(() => undefined)
        .then(async () => store.commit([tradingDayQuery(db, accountId, withKept(day, await readDay(day.date)), time)]));
      dayWritten = written;
      return written;
    },

    async exits() {
      const rows = await db
        .selectFrom('position_exits')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('trade_id', 'in', currentTradeIds(db, accountId))
        .orderBy('trade_id')
        .execute();
      return rows.map(exitOf);
    },

    async writeExits(exits, time) {
      if (exits.length > 0) await store.commit(exits.map((exit) => exitQuery(db, accountId, exit, time)));
    },

    async running() {
      const row = await db
        .selectFrom('flattenings')
        .select(['id', 'progress'])
        .where('account_id', '=', accountId)
        .where('ended_at', 'is', null)
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : { id: row.id, flattening: readJson(flatteningSchema, row.progress) };
    },

    writeFlattening(id, flattening) {
      const changing = { progress: JSON.stringify(flattening), started_at: flattening.startedAt, ended_at: flattening.endedAt };
      const query = db
        .insertInto('flattenings')
        .values({ id, account_id: accountId, ...changing })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
        .compile();
      return store.commit([query]);
    },

    async writeEvents(events) {
      if (events.length > 0) await store.commit(events.map((event) => riskEventQuery(db, owner, event)));
    },

    async events({ severity, type, offset, limit }) {
      const chosen = db.selectFrom('risk_events').where(({ and, eb }) => and([
        eb('account_id', '=', accountId),
        ...(severity === undefined ? [] : [eb('severity', '=', severity)]),
        ...(type === undefined ? [] : [eb('event_type', '=', type)]),
      ]));
      const [counted, rows] = await Promise.all([
        chosen.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
        chosen.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).offset(offset).execute(),
      ]);
      return { total: Number(counted.total), events: rows.map(riskEventOf) };
    },

    dayTradesSince: (from) => dayTradesSince(db, accountId, from),
  };
}
