import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import type { ConnectionTest } from '../../../../src-core/contract/connections.ts';
import type { ServerAccess } from '../../../desk-settings.ts';
import { ServerRefused } from '../store-failure.ts';
import { checkVersion } from './migrate.ts';
import { openingFailure } from './opening-failure.ts';
import { clientConfig, connect, drop, type Limits } from './postgres-connection.ts';
import { parseAddress, placeOf, type ServerAddress } from './server-address.ts';

const LIMITS: Limits = { connect: 5_000, statement: 5_000 };
const NO_SCHEMA = '3F000';
const READ_ONLY = '25006';
const TOO_MANY_CONNECTIONS = '53300';
const CANNOT_CONNECT_NOW = '57P03';

/** Tries a database as it would be used, and changes nothing: the table it makes is rolled back. */
export async function testPostgres(access: ServerAccess, limits: Limits = LIMITS): Promise<ConnectionTest> {
  const started = performance.now();
  let version: string | null = null;
  const found = (outcome: ConnectionTest['outcome'], text: string): ConnectionTest => ({
    outcome,
    text,
    version,
    milliseconds: Math.round(performance.now() - started),
  });
  try {
    const address = parseAddress(access.url, access.password);
    let client: pg.Client | null = null;
    try {
      client = await connect(clientConfig(address, limits), limits);
      version = `PostgreSQL ${await checkVersion(client, placeOf(address))}`;
      const schema = await mayMakeTables(client, address);
      return found('good', `${placeOf(address)} is ready: ${version}, and user "${address.user}" may make tables in schema "${schema}".`);
    } catch (error) {
      throw refusal(error, address);
    } finally {
      if (client !== null) drop(client);
    }
  } catch (error) {
    if (error instanceof ServerRefused) return found(error.reason, error.message);
    return found('other', `The database could not be tried: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Makes a table in a transaction that is rolled back. Returns the schema it was in. */
async function mayMakeTables(client: pg.Client, address: ServerAddress): Promise<string> {
  await client.query('BEGIN');
  await client.query(`CREATE TABLE smart_0dte_test_${randomBytes(6).toString('hex')} (number integer)`);
  await client.query('ROLLBACK');
  // Partitions of a table are its owner's to make.
  const { rows } = await client.query<{ schema: string; owner: string | null }>(
    `SELECT current_schema() AS schema,
            (SELECT tableowner FROM pg_tables
              WHERE schemaname = current_schema() AND tablename = 'market_data_snapshots' AND NOT pg_has_role(tableowner, 'USAGE')) AS owner`,
  );
  const [{ schema = 'public', owner = null } = {}] = rows;
  if (owner === null) return schema;
  const sentence = `has tables of Smart 0DTE that belong to user "${owner}". Connect as that user, or grant its role to "${address.user}".`;
  throw new ServerRefused('no_permission', `${placeOf(address)} ${sentence}`);
}

function refusal(error: unknown, address: ServerAddress): unknown {
  if (!(error instanceof pg.DatabaseError)) return openingFailure(error, address);
  switch (error.code) {
    case NO_SCHEMA:
      return new ServerRefused(
        'no_permission',
        `${placeOf(address)} has no schema that user "${address.user}" may use. Grant the user USAGE and CREATE on one, and set its search_path to it.`,
      );
    case TOO_MANY_CONNECTIONS:
    case CANNOT_CONNECT_NOW:
      return new ServerRefused('busy', `${placeOf(address)} takes no more connections now (${error.message}). Try again in a while.`);
    case READ_ONLY:
      return new ServerRefused('no_permission', `${placeOf(address)} takes no changes from user "${address.user}": it is a read-only copy, or the user is set to read only. Name the server that takes changes, or set default_transaction_read_only off.`);
    default:
      return openingFailure(error, address);
  }
}
