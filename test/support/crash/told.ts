import type { InputOf } from '../../../src-core/contract/operations.ts';
import type { OrderView } from '../../../src-core/contract/schemas.ts';
import type { Books } from '../books.ts';

export type Placement = InputOf<'orders.place'>;
type Step = OrderView['history'][number];

/** What a script was promised: each order with the longest life it was told of, and what was never answered. */
export class Told {
  readonly orders = new Map<string, readonly Step[]>();
  readonly denied = new Set<string>();
  /** Asked for, without an answer so far. */
  readonly unanswered = new Map<string, Placement>();

  /** Every answer and every value of the orders stream goes through here. */
  hear(order: OrderView): void {
    this.unanswered.delete(order.id);
    if (order.history.length > (this.orders.get(order.id)?.length ?? 0)) this.orders.set(order.id, order.history);
  }

  get fills(): number {
    return [...this.orders.values()].reduce((sum, steps) => sum + steps.filter(isFill).length, 0);
  }
}

/** What became of promises, counted by order or fill, with a line on each breach. */
export interface Breaches {
  lost: number;
  duplicated: number;
  unbalanced: number;
  readonly details: string[];
}

/** Judges the orders a core shows against what was told before it died: all there once, each life beginning as told. */
export function judgeOrders(told: Told, shown: readonly OrderView[], breaches: Breaches): void {
  const byId = Map.groupBy(shown, (order) => order.id);
  for (const [id, orders] of byId) {
    if (orders.length === 1) continue;
    breaches.duplicated += 1;
    breaches.details.push(`order ${id} is shown ${orders.length} times`);
  }
  for (const [id, steps] of told.orders) {
    const now = byId.get(id)?.[0]?.history ?? [];
    const at = steps.findIndex((step, index) => !isSame(step, now[index]));
    if (at < 0) continue;
    breaches.lost += 1;
    breaches.details.push(`order ${id}: step ${at + 1} was told as ${JSON.stringify(steps[at])} and is ${JSON.stringify(now[at] ?? 'lost')}`);
  }
  for (const id of told.denied) {
    if (byId.get(id)?.[0]?.state === 'DENIED') continue;
    breaches.lost += 1;
    breaches.details.push(`order ${id} was denied and is ${byId.get(id)?.[0]?.state ?? 'lost'}`);
  }
}

/** Judges the database of a core that is not running: every told order and fill once, no package filled twice. */
export function judgeBooks(told: Told, books: Books, breaches: Breaches): void {
  const orders = new Map(books.orders.map((order) => [order.id, order]));
  const fillsOf = Map.groupBy(books.fills, (fill) => fill.package_id);
  const stepsOf = Map.groupBy(books.steps, (step) => step.package_id);
  const legs = new Set(books.fillLegs.map((leg) => leg.fill_id));
  for (const id of [...told.orders.keys(), ...told.denied]) {
    if (orders.has(id)) continue;
    breaches.lost += 1;
    breaches.details.push(`order ${id} is not in the database`);
  }
  for (const [id, steps] of told.orders) {
    const kept = stepsOf.get(id) ?? [];
    steps.forEach((step, index) => {
      if (!isFill(step)) return;
      const row = kept[index];
      const execution = row?.event.type === 'filled' ? idOfExecution(row.event) : null;
      if (execution !== null && legs.has(execution) && (fillsOf.get(id) ?? []).filter((fill) => fill.id === execution).length === 1) return;
      breaches.lost += 1;
      breaches.details.push(`order ${id}: the fill of step ${index + 1} (${step.text}) is not in the database`);
    });
  }
  for (const [id, fills] of fillsOf) {
    // A fill is named after the first package it fills: together they cover the order without an overlap.
    let next = 1;
    for (const fill of fills.toSorted((left, right) => firstPackage(left.id) - firstPackage(right.id))) {
      if (firstPackage(fill.id) !== next) {
        breaches.duplicated += 1;
        breaches.details.push(`order ${id}: fill ${fill.id} should begin at package ${next}`);
      }
      next += fill.packages;
    }
  }
}

function isFill(step: Step): boolean {
  return step.text.startsWith('filled ');
}

function isSame(told: Step, now: Step | undefined): boolean {
  return now !== undefined && told.time === now.time && told.state === now.state && told.text === now.text;
}

function idOfExecution(event: Readonly<Record<string, unknown>>): string | null {
  const { execution } = event;
  if (typeof execution !== 'object' || execution === null || !('id' in execution)) return null;
  return typeof execution.id === 'string' ? execution.id : null;
}

function firstPackage(fillId: string): number {
  return Number(fillId.slice(fillId.lastIndexOf(':') + 1));
}
