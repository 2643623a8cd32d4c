import { CONFIG, CONFIG_KEYS, type ConfigDefinition, isConfigKey } from '../../../src-core/access/config-keys.ts';
import { acceptedBy, initialText, readConfig } from '../../../src-core/access/config-values.ts';
import { type AuditPage, auditQuerySchema, type AuditRow, type AuditVerification, type BackupEntry, type BackupsView, type ConfigEntry, type Exported } from '../../../src-core/contract/access.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import type { JsonValue } from '../../../src-core/contract/schemas.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src-core/time.ts';
import type { Scenario } from './fake-desk.ts';

const TOTAL = 12_431;
const ENDS_AFTER = 600;

interface Act {
  readonly action: string;
  readonly id?: string;
  readonly outcome?: string;
  readonly input: JsonValue;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

const ORDER = '7c0e4d52-9f0e-4c84-8d6c-0f0a3a5f7b11';

const ACTS: readonly Act[] = [
  { action: 'orders.place', id: ORDER, input: { id: ORDER, underlying: 'SPY', strategy: 'iron condor', quantity: 2, type: 'limit', price: -7_800 } },
  { action: 'orders.cancel', id: ORDER, input: { id: ORDER }, before: { id: ORDER, state: 'working', filled: 0, quantity: 2 }, after: { id: ORDER, state: 'cancelled', filled: 0, quantity: 2 } },
  { action: 'limits.set', input: { changes: { max_delta: 500, max_positions: 8 } }, before: { max_delta: 650, max_positions: 6, max_margin_use: 50, kill_flattens: 1 }, after: { max_delta: 500, max_positions: 8, max_margin_use: 50, kill_flattens: 1 } },
  { action: 'orders.place', id: ORDER, outcome: 'denied', input: { id: ORDER, underlying: 'QQQ', strategy: 'short straddle', quantity: 20, type: 'market' } },
  { action: 'settings.set', input: { name: 'workspace.layout', value: { panels: Array.from({ length: 24 }, (_, at) => `panel-${at}`).join(' '), note: 'x'.repeat(900) } } },
  { action: 'access.signIn', input: { username: 'anna', password: true } },
  { action: 'access.signIn', outcome: 'forbidden', input: { username: 'root', password: true } },
  { action: 'config.set', id: 'access.idle_lock_minutes', input: { key: 'access.idle_lock_minutes', value: '5' }, before: { key: 'access.idle_lock_minutes', value: '15', isSet: false }, after: { key: 'access.idle_lock_minutes', value: '5', isSet: true } },
  { action: 'alerts.setRule', id: 'rule-3', input: { rule: { id: 'rule-3', name: 'VIX above 18' } }, before: [{ id: 'rule-1', name: 'SPY gap' }, { id: 'rule-2', name: 'Delta' }], after: [{ id: 'rule-1', name: 'SPY gap' }, { id: 'rule-2', name: 'Delta' }, { id: 'rule-3', name: 'VIX above 18' }] },
  { action: 'users.change', id: 'u-max', outcome: 'rate_limited', input: { id: 'u-max', change: { role: 'admin' } } },
  { action: 'risk.kill', input: { flatten: false }, before: { state: 'ACTIVE', working: 3 }, after: { state: 'HALTED', working: 0 } },
];

const PEOPLE = [
  { userId: 'u-anna', username: 'anna' },
  { userId: 'u-max', username: 'max' },
] as const;

/** The audit, the configuration and the backups of a made-up terminal, and its restart. */
export class FakeSystem {
  readonly #scenario: Scenario;
  readonly #from = Date.now();
  readonly #set = new Map<string, string>([['access.idle_lock_minutes', '5']]);
  #backups: readonly BackupEntry[];
  #awayUntil = 0;
  #endsAt = Infinity;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#backups = scenario === 'system-empty' ? [] : madeBackups(this.#from);
  }

  /** No terminal is there: it is being started anew. */
  get isAway(): boolean {
    const now = Date.now();
    if (now >= this.#endsAt) [this.#endsAt, this.#awayUntil] = [Infinity, now + 4_000];
    return now < this.#awayUntil;
  }

  /** null for what is not asked here. */
  call(operation: string, input: unknown): Promise<unknown> | null {
    if (this.isAway) return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'the terminal is starting anew; try again in a moment' }));
    const fields = typeof input === 'object' && input !== null ? new Map(Object.entries(input)) : new Map<string, unknown>();
    const name = String(fields.get('name'));
    switch (operation) {
      case 'audit.list':
        return later(150, () => this.#list(input));
      case 'audit.export':
        return later(800, () => ({ name: `audit-2026-11-20.${String(fields.get('format'))}`, mediaType: 'text/plain', base64: btoa('made up\n') }));
      case 'audit.verify':
        return later(2_500, () => this.#verify());
      case 'config.list':
        return later(100, () => this.#configuration());
      case 'config.set':
        return later(250, () => this.#configure(String(fields.get('key')), fields.get('value')));
      case 'backups.list':
        return later(100, () => this.#view());
      case 'backups.make':
        return later(1_200, () => {
          const at = Date.now();
          this.#backups = [madeBackup(at, 'manual', 'sound'), ...this.#backups];
          return this.#view();
        });
      case 'backups.verify':
        return later(1_500, () => {
          this.#backups = this.#backups.map((backup) => (backup.name === name && backup.state === 'unread' ? madeBackup(backup.createdAt, backup.reason, 'sound') : backup));
          return this.#view();
        });
      case 'backups.restore':
      case 'terminal.restart':
        return later(300, () => {
          this.#endsAt = Date.now() + ENDS_AFTER;
          return operation === 'terminal.restart' ? {} : this.#view();
        });
      case 'backups.export':
        return later(1_500, (): Exported => ({ path: '/home/trader/.local/share/smart-0dte/exports/smart-0dte-2026-11-20-134207.age', bytes: 4_812_000, files: ['terminal.db', 'settings.json', 'connections.json', 'recordings.json'] }));
      default:
        return null;
    }
  }

  #list(input: unknown): AuditPage {
    if (this.#scenario === 'system-failed') throw new ContractFailure({ code: 'unavailable', message: 'the desk’s database is not reached' });
    const { from = -Infinity, to = Infinity, userId, action, outcome, text, offset, limit, chain, fromSequence = 0, toSequence = Infinity } = auditQuerySchema.parse(input);
    // Another entry each twenty seconds.
    const count = this.#scenario === 'system-empty' ? 0 : TOTAL + Math.floor((Date.now() - this.#from) / 20_000);
    const rows: AuditRow[] = [];
    let total = 0;
    for (let sequence = count; sequence >= 1; sequence -= 1) {
      const row = this.#row(sequence);
      if (row.time < from || row.time >= to || sequence < fromSequence || sequence > toSequence || (chain !== undefined && row.chain !== chain)) continue;
      if ((userId !== undefined && row.userId !== userId) || (action !== undefined && row.action !== action && !row.action.startsWith(`${action}.`))) continue;
      if (outcome !== undefined && (outcome === 'done') !== (row.outcome === 'done')) continue;
      if (text !== undefined && !JSON.stringify([row.old, row.new]).includes(text)) continue;
      if (total >= offset && rows.length < limit) rows.push(row);
      total += 1;
    }
    return { rows, total };
  }

  #row(sequence: number): AuditRow {
    const act = ACTS[(sequence * 7) % ACTS.length] ?? ACTS[0];
    if (act === undefined) throw new Error('no acts');
    const person = PEOPLE[sequence % 5 === 0 ? 1 : 0];
    const isNobody = act.outcome === 'forbidden';
    const { action, id = null, outcome = 'done', input, before = null, after } = act;
    const time = sequence > TOTAL ? this.#from + (sequence - TOTAL) * 20_000 : this.#from - (TOTAL - sequence) * (97 * SECOND) - 41_000;
    return {
      id: `row-${sequence}`,
      chain: 'desk-1',
      sequence,
      time,
      userId: isNobody ? null : person.userId,
      username: isNobody ? null : person.username,
      action,
      resourceType: action.slice(0, action.indexOf('.')),
      resourceId: id,
      outcome,
      origin: sequence % 9 === 0 ? 'script on desk-1' : 'window on desk-1',
      address: sequence % 4 === 0 ? '10.1.20.7' : null,
      agent: sequence % 9 === 0 ? 'a script' : 'Chromium 143 on Linux',
      old: before,
      new: { origin: 'window', workstation: 'desk-1', outcome, input, ...(after === undefined ? {} : { after }) },
    };
  }

  #verify(): AuditVerification {
    const good: AuditVerification = { entries: TOTAL, unchained: 17, chains: [{ chain: 'desk-1', entries: TOTAL - 2_017, first: 1, last: TOTAL, seals: 'checked' }, { chain: 'laptop-anna', entries: 2_000, first: 1, last: 2_000, seals: 'no_key' }], problems: [], milliseconds: 2_480 };
    if (this.#scenario !== 'audit-bad') return good;
    return {
      ...good,
      problems: [
        { chain: 'desk-1', sequence: 4_012, kind: 'changed', text: 'entry 4,012 of desk-1 (limits.set, 18 Nov 2026 15:02:11) is not what was written: its hash is another' },
        { chain: 'desk-1', sequence: 11_907, kind: 'missing', text: 'entry 11,907 of desk-1 is missing: 11,908 names it as the one before' },
        { chain: 'laptop-anna', sequence: null, kind: 'cut_off', text: 'the end of laptop-anna is missing: its workstation has written up to 2,012' },
      ],
    };
  }

  #configuration(): readonly ConfigEntry[] {
    if (this.#scenario === 'system-failed') throw new ContractFailure({ code: 'unavailable', message: 'the desk’s database is not reached' });
    return CONFIG_KEYS.map((key) => {
      const definition: ConfigDefinition = CONFIG[key];
      const { type, title, description, place, sensitive } = definition;
      const initial = initialText(definition);
      const set = this.#set.get(key);
      return { key, type, title, description, place, sensitive, value: sensitive ? null : (set ?? initial), initial, isSet: set !== undefined, accepts: acceptedBy(definition), updatedAt: set === undefined ? null : this.#from - HOUR };
    });
  }

  #configure(key: string, value: unknown): readonly ConfigEntry[] {
    if (!isConfigKey(key)) throw new ContractFailure({ code: 'not_found', message: `there is no key "${key}"` });
    const definition: ConfigDefinition = CONFIG[key];
    // Thirteen is refused by this core alone, so that a refusal can be looked at.
    if (typeof value === 'string' && (value === '13' || readConfig(definition, value) === null)) throw new ContractFailure({ code: 'bad_input', message: `value: ${key} cannot be "${value}"; expected ${acceptedBy(definition)}`, field: 'value' });
    if (typeof value === 'string') this.#set.set(key, value);
    else this.#set.delete(key);
    return this.#configuration();
  }

  #view(): BackupsView {
    if (this.#scenario === 'system-failed') throw new ContractFailure({ code: 'unavailable', message: 'the folder of backups cannot be read (EACCES)' });
    return {
      backups: [...this.#backups],
      folder: '/home/trader/.local/share/smart-0dte/backups',
      exportFolder: '/home/trader/.local/share/smart-0dte/exports',
      restoreBan: this.#scenario === 'good' ? 'the books of a desk are its database’s: they are restored there, not from a workstation' : null,
      bytes: 18_412_544,
    };
  }
}

/** Answers after a while; what is thrown is the refusal. */
function later<T>(milliseconds: number, answer: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      try {
        resolve(answer());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }, milliseconds);
  });
}

function madeBackups(now: number): readonly BackupEntry[] {
  return [
    madeBackup(now - 42 * MINUTE, 'start', 'sound'),
    madeBackup(now - DAY, 'scheduled', 'unread'),
    madeBackup(now - 2 * DAY, 'scheduled', 'damaged'),
    madeBackup(now - 3 * DAY, 'migration', 'sound'),
    madeBackup(now - 9 * DAY, 'restore', 'sound'),
  ];
}

function madeBackup(createdAt: number, reason: BackupEntry['reason'], state: BackupEntry['state']): BackupEntry {
  const stamp = new Date(createdAt).toISOString().slice(0, 19).replaceAll(':', '');
  const isRead = state === 'sound';
  return {
    name: `terminal-${stamp}-${reason}.db`,
    createdAt,
    bytes: state === 'damaged' ? 3_145_728 : 18_120_704,
    reason,
    state,
    detail: state === 'damaged' ? 'it ends in the middle of a page: 3,145,728 of 18,120,704 bytes' : isRead ? 'read through: every page and every table is whole' : 'not read through yet',
    orders: isRead ? 1_204 : null,
    newestEntry: isRead ? createdAt - 3 * MINUTE : null,
  };
}
