import type { JsonValue } from '../../../src-core/contract/schemas.ts';

/** One value of two, by its place. What is absent on a side is undefined there. */
export interface DifferenceRow {
  /** ["limits", "max_delta"]; an element of a list by its id, or by its place from 1. */
  readonly path: readonly string[];
  readonly kind: 'same' | 'added' | 'removed' | 'changed';
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** What of two values is the same, and what was added, removed or changed: a row for each value that holds no others. */
export function differenceOf(before: JsonValue | undefined, after: JsonValue | undefined): readonly DifferenceRow[] {
  return rowsOf([], before, after);
}

function rowsOf(path: readonly string[], before: JsonValue | undefined, after: JsonValue | undefined): readonly DifferenceRow[] {
  const [left, right] = [partsOf(before, after), partsOf(after, before)];
  // Two of another kind, or one that is there only on one side and holds nothing, are one row.
  if (left === null || right === null || (left.size === 0 && right.size === 0)) return [rowOf(path, before, after)];
  const keys = orderOf([...left.keys()], [...right.keys()]);
  return keys.flatMap((key) => rowsOf([...path, key], left.get(key), right.get(key)));
}

function rowOf(path: readonly string[], before: JsonValue | undefined, after: JsonValue | undefined): DifferenceRow {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : JSON.stringify(before) === JSON.stringify(after) ? 'same' : 'changed';
  return { path, kind, before, after };
}

/** The parts of a value as they compare with those of the other side; null where it has none. What is absent, or null, has none of the other's. */
function partsOf(value: JsonValue | undefined, other: JsonValue | undefined): ReadonlyMap<string, JsonValue> | null {
  if (value === undefined) return typeof other === 'object' && other !== null ? new Map() : null;
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return Array.isArray(other) ? null : new Map(Object.entries(value));
  if (other !== undefined && !Array.isArray(other)) return null;
  const ids = idsOf(value);
  const otherIds = other === undefined ? [] : idsOf(other);
  if (ids !== null && otherIds !== null) return new Map(value.map((part, at) => [ids[at] ?? '', part]));
  return new Map(value.map((part, at) => [placeOf(at, value, other ?? []), part]));
}

/** What each element of a list is known by; null where they are not all known, and each by another. */
function idsOf(list: readonly JsonValue[]): readonly string[] | null {
  for (const field of ['id', 'tradeId', 'key', 'name']) {
    const ids = list.map((part) => (typeof part === 'object' && part !== null && !Array.isArray(part) ? part[field] : undefined));
    const texts = ids.filter((id) => typeof id === 'string');
    if (texts.length === list.length && new Set(texts).size === list.length) return texts;
  }
  return null;
}

/** The place of an element, counted from the end where only the end is alike: what was put in or taken out then stands alone. */
function placeOf(at: number, list: readonly JsonValue[], other: readonly JsonValue[]): string {
  const shorter = Math.min(list.length, other.length);
  let alike = 0;
  while (alike < shorter && isSame(list[alike], other[alike])) alike += 1;
  let tail = 0;
  while (tail < shorter - alike && isSame(list[list.length - 1 - tail], other[other.length - 1 - tail])) tail += 1;
  const fromEnd = list.length - at;
  if (list.length !== other.length && fromEnd <= tail) return `${Math.max(list.length, other.length) - fromEnd + 1}`;
  return `${at + 1}`;
}

function isSame(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Every key once: those of the right in their order, each of the left alone after the one it stood behind. */
function orderOf(left: readonly string[], right: readonly string[]): readonly string[] {
  const there = new Set(right);
  const order = [...right];
  left.forEach((key, at) => {
    if (there.has(key)) return;
    const behind = left.slice(0, at).findLast((earlier) => order.includes(earlier));
    order.splice(behind === undefined ? 0 : order.indexOf(behind) + 1, 0, key);
  });
  return order;
}

/** "limits › max_delta"; the whole value's own row has no path. */
export function pathWords(path: readonly string[]): string {
  return path.join(' › ');
}

/** A value as it is read: texts without marks where nothing else could be meant. */
export function valueWords(value: JsonValue): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return value.trim() === '' || /^(true|false|null|[-\d.]+|[[{"].*)$/s.test(value) ? JSON.stringify(value) : value;
}
