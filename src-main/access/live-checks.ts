import type { ConfigValue } from '../../src-core/access/config-keys.ts';
import type { LiveChecks } from '../../src-core/contract/access.ts';
import type { TradingRecord } from '../stores/relational/access/account-records.ts';

/** The broker that a live account would be traded at. */
export interface LiveBroker {
  readonly isSetUp: boolean;
  /** What it is, or why there is none, as the rest of a sentence. */
  readonly detail: string;
  /** How much its clock is ahead of this machine's; null while that is not known. */
  readonly clockSkewSeconds: number | null;
  /** What it names itself and the account that it trades; null where it is not set up. */
  readonly account: { readonly broker: string; readonly number: string } | null;
}

export const NO_LIVE_BROKER: LiveBroker = { isSetUp: false, detail: 'none is set up; this version trades on paper alone', clockSkewSeconds: null, account: null };

export interface LiveFacts {
  readonly broker: LiveBroker;
  /** Of the person who asks. */
  readonly hasPassword: boolean;
  readonly record: TradingRecord;
  /** What is wrong with the audit, as a sentence; null where nothing is. */
  readonly auditProblem: string | null;
  readonly wanted: ConfigValue<'accounts.live_checks'>;
}

/** What must be so before an account goes live. What is not known has not passed. */
export function liveChecksOf({ broker, hasPassword, record, auditProblem, wanted }: LiveFacts): LiveChecks {
  const skew = broker.clockSkewSeconds;
  const checks: LiveChecks['checks'] = [
    { name: 'broker', title: 'A live broker is set up', passed: broker.isSetUp && broker.account !== null, found: broker.detail, wanted: 'one that is set up, with an account' },
    { name: 'password', title: 'You have a password', passed: hasPassword, found: hasPassword ? 'set' : 'none', wanted: 'one that locks this terminal' },
    {
      name: 'paper_sessions',
      title: 'Sessions traded on this account',
      passed: record.sessions >= wanted.paperSessions,
      found: String(record.sessions),
      wanted: `at least ${wanted.paperSessions}`,
    },
    { name: 'paper_trades', title: 'Trades ended on this account', passed: record.trades >= wanted.paperTrades, found: String(record.trades), wanted: `at least ${wanted.paperTrades}` },
    {
      name: 'limits',
      title: 'Risk limits were set by hand',
      passed: record.limits > 0,
      found: record.limits === 0 ? 'all as they were at first' : `${record.limits} set`,
      wanted: 'at least one set in the Limits panel; the live account takes them over',
    },
    { name: 'audit', title: 'The audit holds', passed: auditProblem === null, found: auditProblem ?? 'whole', wanted: 'no entry changed or missing' },
    {
      name: 'clock',
      title: 'This clock agrees with the broker’s',
      passed: skew !== null && Math.abs(skew) <= wanted.clockSeconds,
      found: skew === null ? 'not known' : `${skew} s apart`,
      wanted: `at most ${wanted.clockSeconds} s`,
    },
  ];
  return { checks, passed: checks.every(({ passed }) => passed) };
}
