import type { AuditRow, AuditVerification } from '../../../src-core/contract/access.ts';
import type { OperationName } from '../../../src-core/contract/operations.ts';
import type { EpochMs } from '../../../src-core/time.ts';
import { formatCount, formatTime } from '../../design/format.ts';

/** What was done, in the field's words. */
export const ACTION_TITLES: Readonly<Partial<Record<OperationName, string>>> = {
  'app.quit': 'Program ended',
  'updates.download': 'Update fetched',
  'updates.install': 'Update installed',
  'updates.discard': 'Update left uninstalled',
  'crashes.export': 'Crash reports exported',
  'crashes.remove': 'Crash reports removed',
  'recordings.export': 'Recording packed',
  'recordings.import': 'Recording unpacked',
  'session.pause': 'Session paused',
  'session.resume': 'Session resumed',
  'session.speed': 'Session’s speed set',
  'settings.set': 'Setting of a window kept',
  'orders.place': 'Order placed',
  'orders.placeBracket': 'Order placed with its exits',
  'orders.change': 'Order changed',
  'orders.cancel': 'Order cancelled',
  'orders.cancelAll': 'All orders cancelled',
  'broker.reconcile': 'Compared with the broker',
  'broker.settle': 'Difference decided',
  'broker.cancelAccount': 'All of the account cancelled',
  'broker.retry': 'Gateway tried again',
  'positions.close': 'Position closed',
  'signals.approve': 'Signal approved',
  'signals.dismiss': 'Signal dismissed',
  'signals.restore': 'Dismissal taken back',
  'signals.configure': 'Automation set',
  'risk.kill': 'Kill switch',
  'risk.reduce': 'Reducing only',
  'risk.resume': 'Trading resumed',
  'risk.flatten': 'Positions flattened',
  'risk.stopFlattening': 'Flattening stopped',
  'limits.set': 'Limits set',
  'limits.withdraw': 'Change of a limit withdrawn',
  'exits.set': 'Exit set',
  'alerts.acknowledge': 'Alerts acknowledged',
  'alerts.snooze': 'Alert snoozed',
  'alerts.setRule': 'Alert rule kept',
  'alerts.removeRule': 'Alert rule removed',
  'performance.correct': 'Books corrected',
  'performance.report': 'Day’s report made',
  'journal.annotate': 'Journal entry written',
  'journal.export': 'Journal exported',
  'journal.import': 'Statement imported',
  'journal.removeImport': 'Import taken back',
  'gamma.study': 'Study of levels begun',
  'gamma.stopStudy': 'Study of levels stopped',
  'practice.addFolder': 'Folder of recordings added',
  'practice.removeFolder': 'Folder of recordings removed',
  'practice.start': 'Practice begun',
  'practice.step': 'Practice stepped',
  'practice.jump': 'Practice jumped',
  'practice.stop': 'Practice stopped',
  'practice.end': 'Practice ended',
  'practice.removeRun': 'Practice removed',
  'connections.save': 'Connections set',
  'desk.takeOver': 'Account taken over',
  'access.setUp': 'First admin named',
  'access.signIn': 'Signed in',
  'access.unlock': 'Unlocked',
  'access.lock': 'Locked',
  'access.signOut': 'Signed out',
  'access.setPassword': 'Own password set',
  'access.revoke': 'Sign-in ended',
  'access.revokeOthers': 'Other sign-ins ended',
  'users.create': 'User created',
  'users.change': 'User changed',
  'users.setPassword': 'User’s password set',
  'accounts.open': 'Account opened',
  'accounts.choose': 'Account chosen',
  'accounts.share': 'Account shared',
  'accounts.goLive': 'Account gone live',
  'accounts.confirmLive': 'Live account confirmed',
  'audit.export': 'Audit exported',
  'config.set': 'Configuration set',
  'backups.make': 'Backup made',
  'backups.restore': 'Backup restored',
  'backups.export': 'Export for another machine',
  'terminal.restart': 'Terminal restarted',
};

/** What the program itself writes, beside the operations. */
const OWN_TITLES: Readonly<Record<string, string>> = { 'backups.started_on': 'Database put back', 'limits.changed': 'Limit changed', 'audit.began': 'Record begun', 'audit.irregular': 'Record found damaged at a start' };

const ROOM_TITLES: Readonly<Record<string, string>> = {
  session: 'Session',
  settings: 'Windows',
  orders: 'Orders',
  broker: 'Broker',
  positions: 'Positions',
  signals: 'Signals',
  risk: 'Risk',
  limits: 'Limits',
  exits: 'Exits',
  alerts: 'Alerts',
  performance: 'Performance',
  journal: 'Journal',
  gamma: 'Gamma',
  practice: 'Practice',
  connections: 'Connections',
  desk: 'Desk',
  access: 'Signing in',
  users: 'Users',
  accounts: 'Accounts',
  audit: 'Audit',
  config: 'Configuration',
  backups: 'Backups',
  terminal: 'Terminal',
  app: 'Program',
  updates: 'Updates',
  crashes: 'Crash reports',
  recordings: 'Recordings',
};

/** "Order placed"; an action that has no words is named by itself. */
export function actionTitle(action: string): string {
  return new Map<string, string>([...Object.entries(ACTION_TITLES), ...Object.entries(OWN_TITLES)]).get(action) ?? action;
}

export interface Room {
  readonly room: string;
  readonly title: string;
  readonly actions: readonly { readonly action: string; readonly title: string }[];
}

/** What the record can be filtered by: rooms with the actions in them. */
export const ROOMS: readonly Room[] = Object.entries(ROOM_TITLES).map(([room, title]) => ({
  room,
  title,
  actions: [...Object.entries(ACTION_TITLES), ...Object.entries(OWN_TITLES)].filter(([action]) => action.startsWith(`${room}.`)).map(([action, words]) => ({ action, title: words })),
}));

const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  done: 'done',
  bad_input: 'not understood',
  forbidden: 'not allowed',
  not_found: 'not found',
  conflict: 'in conflict',
  denied: 'denied',
  rate_limited: 'too fast',
  cancelled: 'given up',
  unavailable: 'unavailable',
  internal: 'failed',
};

/** "✓ done", "✗ denied". */
export function outcomeWords(outcome: string): string {
  return `${outcome === 'done' ? '✓' : '✗'} ${OUTCOME_WORDS[outcome] ?? outcome}`;
}

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', day: '2-digit', month: 'short' });
const wholeDay = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', day: 'numeric', month: 'short', year: 'numeric' });

/** New York, "20 Nov" and "13:42:07". */
export function momentOf(time: EpochMs): { readonly date: string; readonly clock: string } {
  return { date: day.format(time), clock: formatTime(time) };
}

/** "20 Nov 2026, 13:42:07.231 New York". */
export function wholeMoment(time: EpochMs): string {
  return `${wholeDay.format(time)}, ${formatTime(time)}.${String(Math.floor(((time % 1_000) + 1_000) % 1_000)).padStart(3, '0')} New York`;
}

/** "window on desk-1 · 10.0.0.7". */
export function placeWords({ origin, address }: Pick<AuditRow, 'origin' | 'address'>): string {
  return address === null ? origin : `${origin} · ${address}`;
}

/** "entry 1,204 of the chain desk-1"; from before there was a chain, nothing. */
export function chainWords({ chain, sequence }: Pick<AuditRow, 'chain' | 'sequence'>): string | null {
  return chain === null || sequence === null ? null : `entry ${formatCount(sequence)} of the chain ${chain}`;
}

type Problem = AuditVerification['problems'][number];

export const PROBLEM_WORDS: Readonly<Record<Problem['kind'], string>> = {
  changed: 'Changed',
  missing: 'Missing',
  reordered: 'Reordered',
  cut_off: 'Cut off',
  forged: 'Forged',
  unchained: 'Out of the chain',
};

/** What a walk found, in a line and what is to be known beside it. */
export function verificationWords({ entries, unchained, chains, problems, milliseconds }: AuditVerification): { readonly isGood: boolean; readonly head: string; readonly rest: readonly string[] } {
  const took = milliseconds < 1_000 ? `${formatCount(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
  const unsealed = chains.filter(({ seals }) => seals === 'no_key').map(({ chain }) => chain);
  const many = problems.length >= 1_000 ? 'at least 1,000 problems' : count(problems.length, 'problem');
  const head = problems.length === 0 ? `The record is whole: ${count(entries, 'entry')} in ${count(chains.length, 'chain')}` : `The record was tampered with or is damaged: ${many} in ${count(entries, 'entry')}`;
  return {
    isGood: problems.length === 0,
    head,
    rest: [
      unsealed.length === 0 ? (chains.length === 0 ? [] : ['all seals checked']) : [`seals not checked of ${unsealed.join(', ')}: only the workstation that wrote a chain has its key`],
      unchained === 0 ? [] : [`${count(unchained, 'entry')} from before there was a chain, which nothing holds`],
      [took],
    ].flat(),
  };
}

const PLURALS: Readonly<Record<string, string>> = { entry: 'entries' };

function count(number: number, unit: string): string {
  return `${formatCount(number)} ${number === 1 ? unit : (PLURALS[unit] ?? `${unit}s`)}`;
}
