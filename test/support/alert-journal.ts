import type { Alert } from '../../src-core/alerts/alert.ts';
import type { AlertQuery } from '../../src-core/contract/risk.ts';
import type { AlertJournal, KeptRule } from '../../src-main/alerts/alert-journal.ts';

/** Keeps alerts and rules in memory. While `down`, or once `writesLeft` are done, it takes no more. */
export class MemoryAlertJournal implements AlertJournal {
  down = false;
  writesLeft = Number.POSITIVE_INFINITY;
  readonly keptAlerts = new Map<string, Alert>();
  readonly keptRules = new Map<string, KeptRule>();

  rules(): Promise<readonly KeptRule[]> {
    return Promise.resolve([...this.keptRules.values()]);
  }

  async writeRules(rules: readonly KeptRule[]): Promise<void> {
    await this.#write();
    for (const kept of rules) this.keptRules.set(kept.rule.id, kept);
  }

  async removeRule(id: string): Promise<void> {
    await this.#write();
    this.keptRules.delete(id);
  }

  open(acknowledged: number): Promise<readonly Alert[]> {
    const all = [...this.keptAlerts.values()];
    const known = new Set(all.filter(({ state }) => state === 'acknowledged').slice(-acknowledged));
    return Promise.resolve(all.filter((alert) => alert.state !== 'acknowledged' || known.has(alert)));
  }

  list({ state, offset, limit }: AlertQuery): ReturnType<AlertJournal['list']> {
    const found = [...this.keptAlerts.values()].filter((alert) => state === undefined || alert.state === state).toReversed();
    return Promise.resolve({ total: found.length, alerts: found.slice(offset, offset + limit) });
  }

  async writeAlerts(alerts: readonly Alert[]): Promise<void> {
    await this.#write();
    for (const alert of alerts) this.keptAlerts.set(alert.id, alert);
  }

  #write(): Promise<void> {
    if (this.down || this.writesLeft <= 0) return Promise.reject(new Error('the disk is full'));
    this.writesLeft -= 1;
    return Promise.resolve();
  }
}
