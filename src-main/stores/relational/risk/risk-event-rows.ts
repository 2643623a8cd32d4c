import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import type { RiskEvent } from '../../../../src-core/risk/risk-event.ts';
import type { Database } from '../schema.ts';
import type { Owner } from '../trading/trade-rows.ts';

/** Adds an event; of one that is there, only when it was resolved changes. */
export function riskEventQuery(db: Kysely<Database>, { userId, accountId }: Owner, event: RiskEvent): CompiledQuery {
  return db
    .insertInto('risk_events')
    .values({
      id: event.id,
      user_id: userId,
      account_id: accountId,
      event_type: event.type,
      severity: event.severity,
      description: event.description,
      triggered_value: columnValue(event.value),
      threshold_value: columnValue(event.threshold),
      action_taken: event.action,
      resolved_at: event.resolvedAt,
      created_at: event.time,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ resolved_at: event.resolvedAt }))
    .compile();
}

/** The inverse of riskEventQuery. */
export function riskEventOf(row: Selectable<Database['risk_events']>): RiskEvent {
  return {
    id: row.id,
    time: row.created_at,
    type: row.event_type,
    severity: row.severity,
    description: row.description,
    value: row.triggered_value,
    threshold: row.threshold_value,
    action: row.action_taken,
    resolvedAt: row.resolved_at,
  };
}

/** Beyond this a number does not fit the document's DECIMAL(15,4). */
const BEYOND = 1e11;

/** To the decimals of the column; null where it has no place for the number. */
function columnValue(value: number | null): number | null {
  return value === null || !(Math.abs(value) < BEYOND) ? null : Number(value.toFixed(4));
}
