import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import { type Alert, alertRuleSchema, alertSchema } from '../../../../src-core/alerts/alert.ts';
import { timeSchema } from '../../../../src-core/contract/schemas.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { AlertJournal, KeptRule } from '../../../alerts/alert-journal.ts';
import { readJson } from '../json-column.ts';
import type { RelationalStore } from '../relational-store.ts';
import type { Database } from '../schema.ts';

/**
 * A rule that was removed keeps its row and says so: books are never deleted from, because a server that came back from
 * an older copy would give it back.
 */
const ruleProgressSchema = z.object({ firedAt: timeSchema.nullable(), holds: z.boolean(), removed: z.boolean().default(false) });

/** One account's alerts and their rules, in the relational store. */
export function createAlertJournal(store: RelationalStore, { accountId }: { readonly accountId: string }): AlertJournal {
  const { db } = store;
  const own = () => db.selectFrom('alerts').where('account_id', '=', accountId);
  return {
    async rules() {
      const rows = await db.selectFrom('alert_rules').selectAll().where('account_id', '=', accountId).orderBy('id').execute();
      return rows.flatMap(ruleOf);
    },

    async writeRules(rules, time) {
      if (rules.length > 0) await store.commit(rules.map((rule) => ruleQuery(db, accountId, rule, time)));
    },

    removeRule(id) {
      const progress = JSON.stringify({ firedAt: null, holds: false, removed: true });
      return store.commit([db.updateTable('alert_rules').set({ progress }).where('account_id', '=', accountId).where('id', '=', id).compile()]);
    },

    async open(acknowledged) {
      const [open, newest] = await Promise.all([
        own().where('state', '<>', 'acknowledged').select('alert').execute(),
        own().where('state', '=', 'acknowledged').select('alert').orderBy('created_at', 'desc').orderBy('id', 'desc').limit(acknowledged).execute(),
      ]);
      return [...open, ...newest].map(alertOf).sort((left, right) => left.time - right.time || (left.id < right.id ? -1 : 1));
    },

    async list({ state, offset, limit }) {
      const chosen = state === undefined ? own() : own().where('state', '=', state);
      const [counted, rows] = await Promise.all([
        chosen.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
        chosen.select('alert').orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).offset(offset).execute(),
      ]);
      return { total: Number(counted.total), alerts: rows.map(alertOf) };
    },

    async writeAlerts(alerts) {
      if (alerts.length > 0) await store.commit(alerts.map((alert) => alertQuery(db, accountId, alert)));
    },
  };
}

function ruleQuery(db: Kysely<Database>, accountId: string, { rule, firedAt, holds }: KeptRule, time: EpochMs): CompiledQuery {
  const changing = { rule: JSON.stringify(rule), progress: JSON.stringify({ firedAt, holds, removed: false }), updated_at: time };
  return db
    .insertInto('alert_rules')
    .values({ id: rule.id, account_id: accountId, ...changing })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .compile();
}

function ruleOf({ rule, progress }: Selectable<Database['alert_rules']>): readonly KeptRule[] {
  const { firedAt, holds, removed } = readJson(ruleProgressSchema, progress);
  return removed ? [] : [{ rule: readJson(alertRuleSchema, rule), firedAt, holds }];
}

function alertQuery(db: Kysely<Database>, accountId: string, alert: Alert): CompiledQuery {
  const changing = { severity: alert.severity, state: alert.state, alert: JSON.stringify(alert) };
  return db
    .insertInto('alerts')
    .values({ id: alert.id, account_id: accountId, ...changing, created_at: alert.time })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .compile();
}

function alertOf({ alert }: Pick<Selectable<Database['alerts']>, 'alert'>): Alert {
  return readJson(alertSchema, alert);
}
