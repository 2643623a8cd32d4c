import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { LIMIT_NAMES, LIMITS, type RiskLimits } from '../../src-core/risk/limits.ts';
import { riskParameterId } from '../../src-main/stores/relational/risk/limit-rows.ts';

/** Gives the account of a data directory whose terminal has stopped other risk parameters, as if they were of an earlier session. */
export function keepLimits(dataDir: string, limits: RiskLimits): void {
  const database = new Sqlite(join(dataDir, 'smart-0dte.sqlite'));
  try {
    const owner = database.prepare('SELECT id AS account, user_id AS user FROM trading_accounts').get() as { readonly account: string; readonly user: string };
    const insert = database.prepare('INSERT INTO risk_parameters (id, user_id, account_id, parameter_name, parameter_value, parameter_type) VALUES (?, ?, ?, ?, ?, ?)');
    for (const name of LIMIT_NAMES) insert.run(riskParameterId(owner.account, name), owner.user, owner.account, name, limits[name], LIMITS[name].type);
  } finally {
    database.close();
  }
}
