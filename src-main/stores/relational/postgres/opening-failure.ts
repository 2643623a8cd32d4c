import pg from 'pg';
import { StartFailure } from '../../../start-failure.ts';
import { ServerRefused } from '../store-failure.ts';
import { placeOf, type ServerAddress } from './server-address.ts';

const LOCK_NOT_AVAILABLE = '55P03';
const CANNOT_CONNECT_NOW = '57P03';
const PASSING: readonly string[] = [CANNOT_CONNECT_NOW, '57P01', '57P02'];
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)$/;

/** Says in a sentence why a database cannot be opened; an error that is no matter of the server is given back. */
export function openingFailure(error: unknown, address: ServerAddress): unknown {
  if (error instanceof StartFailure || !(error instanceof Error)) return error;
  const refused = (reason: ServerRefused['reason'], sentence: string): ServerRefused => new ServerRefused(reason, `${placeOf(address)} ${sentence}`);
  if (error instanceof pg.DatabaseError) {
    switch (error.code) {
      case '28P01':
        return refused('wrong_password', `does not accept the password of user "${address.user}". Check the password and the user's name.`);
      case '28000':
        return /no encryption|SSL off/.test(error.message)
          ? refused('tls', `does not let user "${address.user}" in without encryption. Add ?sslmode=verify-full or ?sslmode=require to the URL, or ask for an entry in its pg_hba.conf.`)
          : refused('wrong_password', `does not let user "${address.user}" in from here. Ask for a user, or for an entry in its pg_hba.conf.`);
      case '3D000':
        return refused('unknown_database', `is not there: the server has no database "${address.database}". Create it first, or name another.`);
      case '42501':
        return refused('no_permission', `does not let user "${address.user}" make tables (${error.message}). Grant the user CREATE on the schema, and CONNECT on the database.`);
      case LOCK_NOT_AVAILABLE:
        return refused('busy', 'is being changed by another program, which has not finished. Wait for it, then start again.');
      case '53300':
      case CANNOT_CONNECT_NOW:
        return refused('unreachable', `takes no connections now (${error.message}). Start again in a while.`);
      default:
        return refused('other', `could not be opened: ${error.message} (${error.code ?? 'no code'}).`);
    }
  }
  if (/client password must be/.test(error.message)) {
    return refused('wrong_password', `asks user "${address.user}" for a password, and none was given.`);
  }
  if (/does not support SSL/.test(error.message)) {
    return refused('tls', 'offers no encrypted connection. Turn TLS on at the server, or add ?sslmode=disable to the URL.');
  }
  const code = 'code' in error ? String(error.code) : '';
  if (UNREACHABLE.test(code) || isTimeout(error) || /terminated unexpectedly|Connection terminated/.test(error.message)) {
    return refused('unreachable', `cannot be reached (${code === '' ? 'no answer in time' : code}). Check that the server runs, and the host and port.`);
  }
  if (/CERT|SIGNATURE|^ERR_(TLS|SSL)/.test(code)) {
    return refused('tls', `shows a certificate that cannot be trusted (${code}). Correct it, or add ?sslmode=require to the URL to go without the check.`);
  }
  return error;
}

/** A server that is starting, stopping or recovering: it was there, and may answer soon. */
export function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return PASSING.includes(error.code ?? '');
  if (!(error instanceof Error)) return false;
  return ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) || /terminated unexpectedly/.test(error.message);
}

function isTimeout(error: Error): boolean {
  return /timeout/i.test(error.message);
}
