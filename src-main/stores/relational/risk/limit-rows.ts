import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import { isLimitName, LIMITS, type LimitName } from '../../../../src-core/risk/limits.ts';
import { type EpochMs, parseIsoDate } from '../../../../src-core/time.ts';
import type { KeptLimit } from '../../../risk/risk-journal.ts';
import { nameUuid } from '../name-uuid.ts';
import type { Database } from '../schema.ts';
import type { Owner } from '../trading/trade-rows.ts';

/** The id of an account's parameter, so that it has one row whoever sets it. */
export function riskParameterId(accountId: string, name: string): string {
  return nameUuid(`${accountId}/${name}`);
}

/**
 * effective_from of a row by which nothing waits. Rows are never deleted: a server that came back from an older copy
 * would still have them, and a change that was taken back would take effect.
 */
const NOTHING_WAITS = parseIsoDate('1970-01-01');

/** Writes a limit whole. */
export function limitQueries(db: Kysely<Database>, owner: Owner, { name, value, pending }: KeptLimit, time: EpochMs): readonly CompiledQuery[] {
  return [valueQuery(db, owner, name, value, time), pendingQuery(db, owner.accountId, name, pending, time)];
}

function valueQuery(db: Kysely<Database>, { userId, accountId }: Owner, name: LimitName, value: number | null, time: EpochMs): CompiledQuery {
  const id = riskParameterId(accountId, name);
  if (value === null) return db.updateTable('risk_parameters').set({ is_active: false, updated_at: time }).where('id', '=', id).compile();
  const changing = { user_id: userId, parameter_value: value, parameter_type: LIMITS[name].type, is_active: true, updated_at: time };
  return db
    .insertInto('risk_parameters')
    .values({ id, account_id: accountId, parameter_name: name, ...changing, created_at: time })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .compile();
}

function pendingQuery(db: Kysely<Database>, accountId: string, name: LimitName, pending: KeptLimit['pending'], time: EpochMs): CompiledQuery {
  if (pending === null) {
    return db
      .updateTable('risk_parameter_changes')
      .set({ effective_from: NOTHING_WAITS })
      .where('account_id', '=', accountId)
      .where('parameter_name', '=', name)
      .compile();
  }
  const changing = { parameter_value: pending.value, effective_from: pending.from, created_at: time };
  return db
    .insertInto('risk_parameter_changes')
    .values({ account_id: accountId, parameter_name: name, ...changing })
    .onConflict((conflict) => conflict.columns(['account_id', 'parameter_name']).doUpdateSet(changing))
    .compile();
}

type ParameterRow = Pick<Selectable<Database['risk_parameters']>, 'parameter_name' | 'parameter_value' | 'is_active'>;
type ChangeRow = Pick<Selectable<Database['risk_parameter_changes']>, 'parameter_name' | 'parameter_value' | 'effective_from'>;

/** The inverse of limitQueries, by name. Parameters that this program does not know are left out. */
export function keptLimits(parameters: readonly ParameterRow[], changes: readonly ChangeRow[]): readonly KeptLimit[] {
  const kept = new Map<LimitName, KeptLimit>();
  for (const { parameter_name: name, parameter_value: value, is_active } of parameters) {
    if (isLimitName(name) && Boolean(is_active)) kept.set(name, { name, value, pending: null });
  }
  for (const { parameter_name: name, parameter_value: value, effective_from: from } of changes) {
    if (isLimitName(name) && from !== NOTHING_WAITS) kept.set(name, { name, value: kept.get(name)?.value ?? null, pending: { value, from } });
  }
  return [...kept.values()];
}
