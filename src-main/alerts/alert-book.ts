import type { Alert, AlertRule } from '../../src-core/alerts/alert.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { AlertPage, AlertQuery } from '../../src-core/contract/risk.ts';
import type { RiskEvent } from '../../src-core/risk/risk-event.ts';
import { type EpochMs, MINUTE, SECOND } from '../../src-core/time.ts';
import { CommandQueue } from '../trading/command-queue.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import type { AlertDesk } from './alert-desk.ts';
import type { KeptRule } from './alert-journal.ts';
import type { AlertReadings } from './alert-readings.ts';
import { AlertRecords, type AlertRecordsParts } from './alert-records.ts';
import { lookAt } from './conditions/condition.ts';
import type { Look } from './conditions/look.ts';
import { raisesAlert, riskAlert, riskAlertId } from './risk-alert.ts';
import { afterLook, changedRule, fired } from './rule-firing.ts';
import { Sounding } from './sounding.ts';

export interface AlertBookParts extends AlertRecordsParts {
  readonly readings: AlertReadings;
}

const MOST_RULES = 200;
/** Events as old as this may have lost their alert to the end of the program. */
const REGAINED_MS = 10 * MINUTE;
/** No snooze is longer: one that ends later was made in a session of a later date. */
const LONGEST_SNOOZE_MS = 390 * MINUTE;

/**
 * Alerts from a person's rules and from risk events. Rules are looked at once a second of session time, those of prices
 * at every moment. An alert counts in memory at once and is written in the background; what was acknowledged or snoozed
 * is on disk when that is answered, unless the store takes nothing.
 */
export class AlertBook implements AlertDesk {
  readonly #parts: AlertBookParts;
  readonly #records: AlertRecords;
  readonly #rules = new Map<string, KeptRule>();
  readonly #commands = new CommandQueue();
  /** Rules that are being changed: they are not looked at meanwhile. */
  readonly #changing = new Set<string>();
  readonly #sounding = new Sounding();
  #lookedAt: EpochMs | null = null;

  private constructor(parts: AlertBookParts, records: AlertRecords, rules: readonly KeptRule[]) {
    this.#parts = parts;
    this.#records = records;
    for (const kept of rules) this.#rules.set(kept.rule.id, kept);
  }

  /** Reads what is kept, and makes good what the end of the program may have left undone. `events` are the newest risk events. */
  static async recover(parts: AlertBookParts & { readonly events: readonly RiskEvent[] }): Promise<AlertBook> {
    const [records, rules] = await Promise.all([AlertRecords.read(parts), parts.journal.rules()]);
    const book = new AlertBook(parts, records, rules);
    book.#regain(parts.events);
    return book;
  }

  alerts(): readonly Alert[] {
    return this.#records.all();
  }

  alert(id: string): Alert | null {
    return this.#records.get(id);
  }

  list(query: AlertQuery): Promise<AlertPage> {
    return this.#records.list(query);
  }

  rules(): readonly AlertRule[] {
    return [...this.#rules.values()].map(({ rule }) => rule);
  }

  subscribe(listener: Parameters<AlertDesk['subscribe']>[0]): () => void {
    return this.#records.subscribe(listener);
  }

  /** After each moment of the session. */
  step(now: EpochMs): void {
    const isSecond = this.#lookedAt === null || Math.floor(now / SECOND) !== Math.floor(this.#lookedAt / SECOND);
    if (isSecond) {
      this.#lookedAt = now;
      this.#wake(now);
      this.#records.retry();
    }
    let rules = false;
    for (const kept of this.#rules.values()) {
      if (kept.rule.enabled && (isSecond || kept.rule.condition.kind === 'price')) rules = this.#look(kept, now) || rules;
    }
    if (rules) this.#records.tell({ alerts: [], rules: true });
  }

  /** Makes the alert of a risk event; low ones have none. */
  raise(event: RiskEvent): void {
    if (!raisesAlert(event) || this.#records.get(riskAlertId(event)) !== null) return;
    this.#records.put([riskAlert(event, this.#sounding.take(this.#parts.clock.now()))]);
  }

  async acknowledge(ids: readonly string[]): Promise<readonly Alert[]> {
    const acknowledgedAt = this.#parts.clock.now();
    const acknowledged = [...new Set(ids)].flatMap((id): Alert[] => {
      const alert = this.#records.get(id);
      return alert === null || alert.state === 'acknowledged' ? [] : [{ ...alert, state: 'acknowledged', until: null, acknowledgedAt }];
    });
    this.#records.put(acknowledged);
    await this.#records.pending();
    return acknowledged;
  }

  async snooze(id: string, minutes: number): Promise<Alert> {
    const alert = this.#records.get(id);
    if (alert === null) throw new ContractFailure({ code: 'not_found', message: `there is no alert ${id}`, field: 'id' });
    if (alert.state === 'acknowledged') throw new ContractFailure({ code: 'conflict', message: `"${alert.title}" is acknowledged; only what is not can be snoozed` });
    const snoozed: Alert = { ...alert, state: 'snoozed', until: this.#parts.clock.now() + minutes * MINUTE };
    this.#records.put([snoozed]);
    await this.#records.pending();
    return snoozed;
  }

  /** A rule that is new, looks at something else or is switched on fires at once where it is true already. */
  setRule(rule: AlertRule): Promise<readonly AlertRule[]> {
    return this.#change(rule.id, async () => {
      const former = this.#rules.get(rule.id);
      if (!former && this.#rules.size >= MOST_RULES) {
        throw new ContractFailure({ code: 'conflict', message: `there are ${MOST_RULES} rules already, and no more can be kept; remove one first` });
      }
      const kept = changedRule(former, rule);
      const now = this.#parts.clock.now();
      await this.#parts.journal.writeRules([kept], now);
      this.#records.forgetRule(rule.id);
      this.#rules.set(rule.id, kept);
      // What it fired for before it was changed does not hold it back.
      if (!kept.holds) this.#fireIfTrue(kept, { ...kept, firedAt: null }, this.#parts.clock.now(), 'so when the rule was set');
    });
  }

  removeRule(id: string): Promise<readonly AlertRule[]> {
    return this.#change(id, async () => {
      if (!this.#rules.has(id)) throw new ContractFailure({ code: 'not_found', message: `there is no rule ${id}`, field: 'id' });
      await this.#parts.journal.removeRule(id);
      this.#records.forgetRule(id);
      this.#rules.delete(id);
    });
  }

  /** Tries again what could not be written: to be called on a beat while session time may stand. */
  retry(): void {
    this.#records.retry();
  }

  /** Writes all that waits. Resolves when that was tried. */
  async close(): Promise<void> {
    await this.#commands.idle();
    this.#records.retry();
    await this.#records.pending();
  }

  /** Resolves when all is written, or when it could not be; null while nothing is being written. Never rejects. */
  pending(): Promise<void> | null {
    return this.#records.pending();
  }

  /** Changes one rule: what is under way for it is written first, and nothing new until it is over. */
  #change(id: string, change: () => Promise<void>): Promise<readonly AlertRule[]> {
    return this.#commands.run(async () => {
      this.#changing.add(id);
      try {
        await this.#records.pending();
        await change();
      } catch (error) {
        if (error instanceof ContractFailure) throw error;
        throw new ContractFailure({ code: 'unavailable', message: `the rule could not be kept: ${error instanceof Error ? error.message : String(error)}` });
      } finally {
        this.#changing.delete(id);
      }
      this.#records.tell({ alerts: [], rules: true });
      await this.#records.pending();
      return this.rules();
    });
  }

  /** Whether the rule is another one afterwards, as a person sees it. */
  #look(kept: KeptRule, now: EpochMs): boolean {
    if (this.#changing.has(kept.rule.id)) return false;
    return this.#fireIfTrue(kept, kept, now, null);
  }

  #fireIfTrue(former: KeptRule, seenAs: KeptRule, now: EpochMs, remark: string | null): boolean {
    const look = lookAt(former.rule.condition, this.#parts.readings);
    if (look === null) return false;
    const { kept, fires } = afterLook(seenAs, look.holds, now);
    if (fires) this.#records.put([this.#ruleAlert(former.rule, look, now, remark)]);
    const stands = fires ? kept : { ...kept, firedAt: former.firedAt };
    if (!fires && stands.holds === former.holds) return false;
    this.#rules.set(stands.rule.id, stands);
    this.#records.putRule(stands);
    return stands.rule !== former.rule;
  }

  #ruleAlert({ id, name, severity }: AlertRule, { text }: Look, time: EpochMs, remark: string | null): Alert {
    return {
      id: this.#freeId(`alert/rule/${id}/${time}`),
      time,
      severity,
      title: name,
      text: remark === null ? text : `${text.replace(/\.$/, '')}; ${remark}.`,
      source: { kind: 'rule', id },
      state: 'active',
      until: null,
      acknowledgedAt: null,
      sounds: this.#sounding.take(time),
    };
  }

  /** A rule that is set again while session time stands fires twice at one time. */
  #freeId(name: string): string {
    for (let count = 0; ; count += 1) {
      const id = deriveUuid(`${name}/${count}`);
      if (this.#records.get(id) === null) return id;
    }
  }

  #wake(now: EpochMs): void {
    const awake = this.#records
      .all()
      .filter(({ state, until }) => state === 'snoozed' && (until === null || until <= now || until - now > LONGEST_SNOOZE_MS))
      .map((alert): Alert => ({ ...alert, state: 'active', until: null, sounds: this.#sounding.take(now) }));
    this.#records.put(awake);
  }

  #regain(events: readonly RiskEvent[]): void {
    const now = this.#parts.clock.now();
    for (const event of events) if (Math.abs(now - event.time) <= REGAINED_MS) this.raise(event);
    for (const { source, time } of this.#records.all()) {
      const kept = source.kind === 'rule' ? this.#rules.get(source.id) : undefined;
      // Its alert is on disk, and that it fired is not.
      if (!kept || time <= (kept.firedAt ?? Number.NEGATIVE_INFINITY) || time > now + MINUTE) continue;
      const stands = fired(kept, time);
      this.#rules.set(stands.rule.id, stands);
      this.#records.putRule(stands);
    }
  }
}
