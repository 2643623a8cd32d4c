import type { ConnectionTest } from '../../../../src-core/contract/connections.ts';
import { type RedisAddress, redisPlace } from './redis-address.ts';

/** Why a Redis does not serve, in plain words. */
export interface RedisFailure {
  readonly outcome: Exclude<ConnectionTest['outcome'], 'good' | 'bad_url' | 'too_old'>;
  /** Never a password. */
  readonly text: string;
  /** Trying again does not help before a person has changed something. */
  readonly needsPerson: boolean;
}

/** Redis' own error texts begin with their code in capitals. */
const REPLIES: readonly (readonly [reply: RegExp, outcome: RedisFailure['outcome'], what: string, needsPerson: boolean])[] = [
  [/^NOAUTH\b/, 'wrong_password', 'asks for a password, and none is given', true],
  [/^WRONGPASS\b|invalid password|user is disabled/, 'wrong_password', 'refuses the user or the password', true],
  [/^NOPERM\b/, 'no_permission', 'refuses what this user asks for', true],
  [/DB index is out of range|invalid DB index/, 'unknown_database', 'has no database of that number', true],
  [/^READONLY\b/, 'no_permission', 'is a read-only replica; name the one that is written to', true],
  [/^DENIED\b/, 'no_permission', 'is in protected mode: it takes only clients of its own machine', true],
  [/^LOADING\b|^MASTERDOWN\b|^BUSY\b/, 'busy', 'is still loading, or busy', false],
  [/max number of clients/, 'busy', 'has as many clients as it takes', false],
  [/^OOM\b/, 'other', 'is full: its maxmemory is reached', false],
  [/^MISCONF\b/, 'other', 'takes no writes: it cannot save to its disk', false],
];

const CODES: readonly (readonly [code: RegExp, outcome: RedisFailure['outcome'], what: string, needsPerson: boolean])[] = [
  [/^ECONNREFUSED$/, 'unreachable', 'is not there: nothing listens on that port', false],
  [/^ENOTFOUND$|^EAI_/, 'unreachable', 'is not there: the host is not known', false],
  [/^ETIMEDOUT$|^EHOSTUNREACH$|^ENETUNREACH$/, 'unreachable', 'does not answer', false],
  [/^ECONNRESET$|^EPIPE$/, 'unreachable', 'closed the connection', false],
  [/^ERR_SSL_WRONG_VERSION_NUMBER$|^ERR_SSL_PACKET_LENGTH_TOO_LONG$/, 'tls', 'does not speak TLS there; use redis:// or its TLS port', true],
  [/^CERT_|^DEPTH_ZERO|^SELF_SIGNED|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_/, 'tls', 'has a certificate that could not be verified, or speaks another TLS', true],
];

/** What an error of the client or a reply of the server means. */
export function redisFailure(error: unknown, address: RedisAddress): RedisFailure {
  const place = redisPlace(address);
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = REPLIES.find(([reply]) => reply.test(message)) ?? CODES.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return { outcome: known[1], text: `${place} ${known[2]}`, needsPerson: known[3] };
  if (message === 'Command timed out') return { outcome: 'unreachable', text: `${place} does not answer`, needsPerson: false };
  if (message === 'Connection is closed.') return { outcome: 'unreachable', text: `${place} closed the connection`, needsPerson: false };
  // A server whose commands were renamed repeats what it was told.
  const said = address.password === null || address.password === '' ? message : message.replaceAll(address.password, '…');
  return { outcome: 'other', text: `${place}: ${said}`, needsPerson: false };
}
