import type { GatewayTest } from '../../../src-core/contract/broker.ts';
import type { ConnectionTest, ConnectionsView, DeskView, RetentionView, ServerName } from '../../../src-core/contract/connections.ts';
import { ABSENT, formatCount } from '../../design/format.ts';

export const PROFILE_WORDS: Readonly<Record<ConnectionsView['settings']['profile'], { readonly name: string; readonly means: string }>> = {
  local: { name: 'Local', means: 'Everything on this machine: no server, no account, no network.' },
  desk: { name: 'Desk', means: 'The books stay here first and are shared with other workstations through the servers below; an outage stops nobody.' },
};

/** What opens each server. */
export const SECRET_NAMES: Readonly<Record<ServerName, 'Password' | 'Token'>> = { postgresql: 'Password', redis: 'Password', influxdb: 'Token' };

export const PURPOSES: Readonly<Record<ServerName, string>> = {
  postgresql: 'the books, and the trading lease',
  redis: 'live prices and positions for the others; may be left empty',
  influxdb: 'time series and their history; may be left empty',
};

export const VAULT_WORDS: Readonly<Record<ConnectionsView['vault'], string>> = {
  keychain: 'in the operating system’s keychain',
  file: 'in a file that only you can read',
};

/** "✓ PostgreSQL 18.4 in 12 ms. It may create tables." */
export function testWords({ outcome, text, version, milliseconds }: ConnectionTest): { readonly isGood: boolean; readonly head: string; readonly text: string } {
  const isGood = outcome === 'good';
  const took = `${formatCount(milliseconds)} ms`;
  return { isGood, head: `${isGood ? '✓' : '✗'} ${version === null ? took : `${version}, ${took}`}`, text };
}

/** The ports that TWS and IB Gateway listen on unless they are told otherwise. */
export const GATEWAY_PORTS: readonly { readonly port: number; readonly name: string }[] = [
  { port: 4002, name: 'Gateway paper' },
  { port: 4001, name: 'Gateway live' },
  { port: 7497, name: 'TWS paper' },
  { port: 7496, name: 'TWS live' },
];

/** "✓ protocol 187, 214 ms IB Gateway answers." with the accounts it serves. */
export function gatewayTestWords({ outcome, text, serverVersion, accounts, milliseconds }: GatewayTest): { readonly isGood: boolean; readonly head: string; readonly text: string; readonly accounts: string | null } {
  const isGood = outcome === 'good';
  // Orders work without it, quotes do not.
  const sign = isGood ? '✓' : outcome === 'no_market_data' ? '△' : '✗';
  const took = `${formatCount(milliseconds)} ms`;
  return {
    isGood,
    head: `${sign} ${serverVersion === null ? took : `protocol ${serverVersion}, ${took}`}`,
    text,
    accounts: accounts.length === 0 ? null : `It serves ${accounts.join(', ')}.`,
  };
}

/** "for ever", "24 hours", "30 days", "2 years". */
export function keptWords(days: number | null): string {
  if (days === null) return 'for ever';
  if (days <= 2) return plural(Math.round(days * 24), 'hour');
  return days >= 365 && days % 365 === 0 ? plural(days / 365, 'year') : plural(days, 'day');
}

export interface RunWords {
  readonly when: string;
  readonly removed: string;
  readonly detail: string;
}

/** When a rule last ran and what it took away; absent before its first run. */
export function runWords(last: RetentionView['last']): RunWords {
  if (last === null) return { when: 'not yet', removed: ABSENT, detail: '' };
  const when = last.finishedAt === null ? `running since ${momentWords(last.startedAt)}` : momentWords(last.finishedAt);
  return { when, removed: formatCount(last.removed), detail: last.detail };
}

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A moment of the machine's time where the window is: "20 Nov, 13:42". */
export function momentWords(time: number): string {
  return moment.format(time);
}

/** What taking the account over means, before it is done. */
export function takeOverWords({ holder }: Pick<DeskView, 'holder'>): string {
  const other = holder ?? 'the other workstation';
  return `Only if ${other} is not trading: see that it is switched off first. What it has not shared yet stays with it, and whatever it still writes is refused. This workstation then reads the account’s books from PostgreSQL, starts as after a crash, and takes the orders.`;
}

function plural(count: number, unit: string): string {
  return `${formatCount(count)} ${unit}${count === 1 ? '' : 's'}`;
}
