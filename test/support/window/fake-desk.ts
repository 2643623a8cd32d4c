import { GATEWAY_DEFAULTS } from '../../../src-core/contract/gateway-settings.ts';
import type { ConnectionsView, ConnectionTest, DeskView, HistoryView, RetentionView, ServerName, ServerStatus } from '../../../src-core/contract/connections.ts';
import { DAY, MINUTE } from '../../../src-core/time.ts';

/** Desks to look at. */
export const SCENARIOS = ['local', 'first-run', 'good', 'redis-down', 'catching-up', 'failed', 'watching', 'waiting', 'empty-history', 'no-history', 'no-signals', 'no-trades', 'alerts', 'exits', 'risk-empty', 'risk-reducing', 'risk-halted', 'risk-locked', 'risk-flattening', 'risk-unread', 'kill-refused', 'kill-unanswered', 'practice', 'practice-empty', 'analysis', 'audit-bad', 'crashes', 'safe-mode', 'updates', 'updates-offline', 'updates-staged', 'updates-obstacle', 'updates-failed', 'updates-rolled-back', 'system-empty', 'system-failed', 'signed-out', 'set-up', 'locked', 'idle', 'viewer', 'not-shared', 'live', 'live-unconfirmed', 'desk-users', 'broker-paper', 'broker-connected', 'broker-down-with-orders', 'broker-differences', 'broker-delayed', 'broker-lines-out'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export function isScenario(name: string): name is Scenario {
  return SCENARIOS.some((scenario) => scenario === name);
}

/** Whether the scenario is of a terminal without servers. */
function isLocal(scenario: Scenario): boolean {
  return scenario === 'local' || scenario === 'first-run' || scenario === 'no-signals' || scenario === 'no-trades' || scenario === 'alerts' || scenario === 'exits' || scenario === 'idle' || scenario === 'crashes' || scenario === 'safe-mode' || scenario.startsWith('risk-') || scenario.startsWith('kill-') || scenario.startsWith('practice') || scenario.startsWith('updates') || scenario.startsWith('broker-');
}

const start = Date.now();

type Standing = Pick<ServerStatus, 'state' | 'since' | 'backlog' | 'detail'> & { readonly thinned?: number };

const connected = (detail: string): Standing => ({ state: 'connected', since: start - 2.2 * 3_600_000, backlog: 0, detail });

/** How the servers of a scenario stand now; backlogs move. */
export function fakeServers(scenario: Scenario): ServerStatus[] {
  if (isLocal(scenario)) return [];
  const passed = Math.floor((Date.now() - start) / 500);
  const standing: Record<ServerName, Standing> = {
    postgresql: connected('desk-db.example:5432/smart_0dte, PostgreSQL 18.4'),
    redis: connected('desk-cache.example:6379/0, Redis 7.2.4'),
    influxdb: connected('desk-series.example:8086, bucket smart-0dte'),
  };
  switch (scenario) {
    case 'redis-down':
      standing.redis = { state: 'down', since: start - 12_000, backlog: 0, detail: 'desk-cache.example:6379 refuses the connection (ECONNREFUSED); trying again each 2 s' };
      break;
    case 'catching-up':
      standing.postgresql = { state: 'catching_up', since: start - 4_000, backlog: Math.max(0, 342 - (passed % 340)), detail: 'desk-db.example:5432/smart_0dte, PostgreSQL 18.4' };
      standing.redis = { state: 'connecting', since: start - 1_000, backlog: 0, detail: 'desk-cache.example:6379/0' };
      standing.influxdb = { state: 'catching_up', since: start - 9_000, backlog: Math.max(0, 120_400 - (passed % 600) * 199), thinned: 3_401, detail: 'desk-series.example:8086, bucket smart-0dte' };
      break;
    case 'failed':
      standing.postgresql = { state: 'failed', since: start - 190_000, backlog: 1_204 + (passed % 4_000), detail: 'desk-db.example:5432: the password of user "desk" was not accepted; give the right one under Connections' };
      standing.influxdb = { state: 'down', since: start - 3 * 3_600_000, backlog: 2_000_000, thinned: 120_344, detail: 'desk-series.example:8086 does not answer; trying again each 10 s' };
      break;
    case 'waiting':
      standing.postgresql = { state: 'down', since: start - 41_000, backlog: 0, detail: 'desk-db.example:5432 does not answer; trying again each 2 s' };
      break;
    default:
  }
  return [
    { server: 'postgresql', unit: 'changes', thinned: 0, ...standing.postgresql },
    { server: 'redis', unit: 'keys', thinned: 0, ...standing.redis },
    { server: 'influxdb', unit: 'points', thinned: 0, ...standing.influxdb },
  ];
}

export function fakeDeskView(scenario: Scenario): DeskView | null {
  if (isLocal(scenario)) return null;
  const mine = { workstation: 'desk-1', role: 'trading', holder: 'desk-1', epoch: 7, reason: null, canTakeOver: false, standsBy: false, others: ['desk-2', 'laptop-anna'] } as const;
  switch (scenario) {
    case 'watching':
      return { ...mine, role: 'watching', holder: 'desk-2', others: ['desk-2', 'laptop-anna'], reason: 'desk-2 trades PAPER-1; this terminal watches' };
    case 'waiting':
      return { ...mine, role: 'waiting', holder: 'desk-2', others: [], canTakeOver: true, reason: 'desk-2 was last heard of 41 s ago, and it may go on without the servers: take PAPER-1 over only if it does not trade' };
    default:
      return { ...mine, others: [...mine.others] };
  }
}

const retention: RetentionView[] = [
  { data: 'Live prices and positions', store: 'Redis', days: 1, last: null },
  { data: 'Market data, each minute', store: 'SQLite and InfluxDB', days: 30, last: { startedAt: start - 42 * MINUTE, finishedAt: start - 42 * MINUTE + 900, removed: 46_800, detail: 'before 21 Oct 2026, 1 partition dropped' } },
  { data: 'Option chains', store: 'PostgreSQL', days: 30, last: { startedAt: start - 2 * MINUTE, finishedAt: null, removed: 1_204_000, detail: 'expirations before 21 Oct 2026' } },
  { data: 'Daily aggregates', store: 'InfluxDB', days: 730, last: { startedAt: start - DAY, finishedAt: start - DAY + 80, removed: 0, detail: 'nothing is that old' } },
  { data: 'Orders, fills and the ledger', store: 'PostgreSQL', days: null, last: null },
  { data: 'Audit', store: 'PostgreSQL', days: 2_555, last: { startedAt: start - DAY, finishedAt: start - DAY + 120, removed: 0, detail: 'nothing is that old' } },
];

const none = { url: '', organisation: '', bucket: '' };

export function fakeConnections(scenario: Scenario): ConnectionsView {
  return {
    settings: {
      profile: isLocal(scenario) ? 'local' : 'desk',
      workstation: 'desk-1',
      account: { owner: 'desk', number: 'PAPER-1' },
      servers: isLocal(scenario)
        ? { postgresql: none, redis: none, influxdb: none }
        : {
            postgresql: { ...none, url: 'postgres://desk@desk-db.example:5432/smart_0dte' },
            redis: { ...none, url: 'redis://desk-cache.example:6379/0' },
            influxdb: { url: 'http://desk-series.example:8086', organisation: 'desk', bucket: 'smart-0dte' },
          },
      gateway: scenario.startsWith('broker-') && scenario !== 'broker-paper' ? { ...GATEWAY_DEFAULTS, host: '127.0.0.1', account: 'DU1234567' } : GATEWAY_DEFAULTS,
    },
    overrides: scenario === 'failed' ? [{ path: 'servers.redis.url', variable: 'SMART_0DTE_REDIS_URL' }, { path: 'credentials.redis', variable: 'SMART_0DTE_REDIS_PASSWORD' }] : [],
    credentials: { postgresql: !isLocal(scenario), redis: false, influxdb: !isLocal(scenario) },
    configFile: '/home/trader/.local/share/smart-0dte/connections.json',
    vault: isLocal(scenario) ? 'file' : 'keychain',
    restartNeeded: scenario === 'failed',
    servers: fakeServers(scenario),
    desk: fakeDeskView(scenario),
    retention: isLocal(scenario) ? retention.filter(({ store }) => store !== 'Redis').map((rule) => ({ ...rule, store: 'SQLite' })) : retention,
  };
}

const ANSWERS: Record<ServerName, ConnectionTest> = {
  postgresql: { outcome: 'good', text: 'It may create tables, and its schema is of this version.', version: 'PostgreSQL 18.4', milliseconds: 12 },
  redis: { outcome: 'unreachable', text: 'Nothing answers at desk-cache.example:6379: see that Redis runs there and that no firewall is between.', version: null, milliseconds: 3 },
  influxdb: { outcome: 'wrong_password', text: 'The token was not accepted: give one that may read and write the bucket "smart-0dte".', version: 'InfluxDB 2.7.11', milliseconds: 38 },
};

/** Answers after a while. */
export function fakeTest(server: string): Promise<ConnectionTest> {
  const answer = server === 'postgresql' || server === 'redis' || server === 'influxdb' ? ANSWERS[server] : ANSWERS.redis;
  return new Promise((resolve) => setTimeout(() => resolve(answer), 1_500));
}

/** Bars of a wave around a price: minutes of the sessions before, or days. */
export function fakeHistory(price: number, range: string, scenario: Scenario, now: number): HistoryView {
  if (scenario === 'empty-history') return { every: range === '2y' ? 'day' : 'minute', bars: [], source: 'SQLite' };
  const days = range === '2y' ? 504 : range === '30d' ? 21 : 5;
  const isDaily = range === '2y';
  const eachDay = isDaily ? 1 : Math.floor(600 / days);
  const dates = Array.from({ length: Math.ceil(days * 1.5) }, (_, back) => now - (back + 1) * DAY)
    .filter((time) => ![0, 6].includes(new Date(time).getUTCDay()))
    .slice(0, days)
    .toReversed();
  const bars = dates.flatMap((date, day) => {
    const open = Date.parse(`${new Date(date).toISOString().slice(0, 10)}T14:30:00Z`);
    return Array.from({ length: eachDay }, (_, step) => {
      const at = day + step / eachDay;
      const close = price * (1 + 0.012 * Math.sin(at / (days / 11)) + 0.05 * (at / days - 1) * (isDaily ? 4 : 0.4) + 0.002 * Math.sin(at * 17));
      const rounded = Math.round(close * 100) / 100;
      return { time: open + (step * 390 * MINUTE) / eachDay, open: rounded - 0.12, high: rounded + 0.4, low: rounded - 0.5, close: rounded, volume: 81_000 };
    });
  });
  return { every: isDaily ? 'day' : 'minute', bars, source: scenario === 'local' ? 'SQLite' : 'InfluxDB' };
}
