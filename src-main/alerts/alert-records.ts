import type { Alert } from '../../src-core/alerts/alert.ts';
import type { AlertPage, AlertQuery } from '../../src-core/contract/risk.ts';
import type { Clock } from '../../src-core/time.ts';
import { WriteBehind } from '../risk/write-behind.ts';
import type { AlertDesk } from './alert-desk.ts';
import type { AlertJournal, KeptRule } from './alert-journal.ts';

export interface AlertRecordsParts {
  readonly journal: AlertJournal;
  readonly clock: Clock;
  readonly notice: (text: string) => void;
}

/** Acknowledged alerts in memory, and those that are not; all others are in the journal alone. */
const ACKNOWLEDGED = 200;
const OPEN = 2_000;
/** Rows that wait for a store that takes none. */
const MOST_WAITING = 10_000;

type Row = { readonly id: string; readonly kind: 'alert'; readonly alert: Alert } | { readonly id: string; readonly kind: 'rule'; readonly rule: KeptRule };

/**
 * The alerts in memory, and the writing of them and of how rules stand. What is written together with an alert is never
 * on disk before it: a rule that fired has its alert.
 */
export class AlertRecords {
  readonly #parts: AlertRecordsParts;
  readonly #writing: WriteBehind<Row>;
  /** By id, oldest first. */
  readonly #alerts = new Map<string, Alert>();
  readonly #listeners = new Set<Parameters<AlertDesk['subscribe']>[0]>();

  constructor(parts: AlertRecordsParts, alerts: readonly Alert[]) {
    this.#parts = parts;
    for (const alert of alerts) this.#alerts.set(alert.id, alert);
    this.#forget();
    this.#writing = new WriteBehind<Row>({
      what: 'alerts',
      write: (rows) => this.#write(rows),
      most: MOST_WAITING,
      // Each write holds all that waits, so that an alert and its rule are never in two.
      batch: MOST_WAITING,
      expendable: (row) => row.kind === 'alert' && row.alert.state === 'acknowledged',
      notice: parts.notice,
    });
  }

  /** The newest that are not acknowledged, and that are. */
  static async read(parts: AlertRecordsParts): Promise<AlertRecords> {
    return new AlertRecords(parts, await parts.journal.open(ACKNOWLEDGED));
  }

  get(id: string): Alert | null {
    return this.#alerts.get(id) ?? null;
  }

  /** Oldest first. */
  all(): readonly Alert[] {
    return [...this.#alerts.values()];
  }

  /** Adds alerts or replaces those of their id, and tells of them. */
  put(alerts: readonly Alert[]): void {
    if (alerts.length === 0) return;
    for (const alert of alerts) {
      this.#alerts.set(alert.id, alert);
      this.#writing.put({ id: alert.id, kind: 'alert', alert });
    }
    this.#forget();
    this.tell({ alerts: alerts.map(({ id }) => id), rules: false });
  }

  /** How a rule stands now. */
  putRule(rule: KeptRule): void {
    this.#writing.put({ id: rule.rule.id, kind: 'rule', rule });
  }

  /** How a rule stood is not to be written any more. */
  forgetRule(id: string): void {
    this.#writing.forget(id);
  }

  /** Newest first. While the store takes none, of those in memory alone. */
  async list(query: AlertQuery): Promise<AlertPage> {
    await this.#writing.pending();
    if (!this.#writing.failing) {
      const { total, alerts } = await this.#parts.journal.list(query);
      return { total, alerts: [...alerts] };
    }
    const { state, offset, limit } = query;
    const found = this.all().filter((alert) => state === undefined || alert.state === state);
    return { total: found.length, alerts: found.toReversed().slice(offset, offset + limit) };
  }

  subscribe(listener: Parameters<AlertDesk['subscribe']>[0]): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(change: Parameters<Parameters<AlertDesk['subscribe']>[0]>[0]): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Tries again what could not be written. */
  retry(): void {
    this.#writing.retry();
  }

  /** Resolves when all is written, or when it could not be; null while nothing is being written. Never rejects. */
  pending(): Promise<void> | null {
    return this.#writing.pending();
  }

  async #write(rows: readonly Row[]): Promise<void> {
    const alerts = rows.flatMap((row) => (row.kind === 'alert' ? [row.alert] : []));
    const rules = rows.flatMap((row) => (row.kind === 'rule' ? [row.rule] : []));
    if (alerts.length > 0) await this.#parts.journal.writeAlerts(alerts);
    if (rules.length > 0) await this.#parts.journal.writeRules(rules, this.#parts.clock.now());
  }

  #forget(): void {
    this.#forgetOldest(ACKNOWLEDGED, ({ state }) => state === 'acknowledged');
    this.#forgetOldest(OPEN, ({ state }) => state !== 'acknowledged');
  }

  #forgetOldest(most: number, isOfThese: (alert: Alert) => boolean): void {
    const these = this.all().filter(isOfThese);
    for (const { id } of these.slice(0, Math.max(0, these.length - most))) this.#alerts.delete(id);
  }
}
