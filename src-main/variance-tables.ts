import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { coversDate, eventsOn, type EventTable, eventTableSchema } from '../src-core/calendar/event-times.ts';
import type { ExchangeSession } from '../src-core/calendar/exchange-calendar.ts';
import { type ExpiryClock, flatClock } from '../src-core/calendar/expiry-clock.ts';
import { type VarianceCurve, varianceClock, varianceCurveSchema } from '../src-core/calendar/variance-clock.ts';

/** What the variance clock is made of. Notices are sentences for people; without a curve there is always one. */
export type VarianceTables =
  | { readonly kind: 'variance'; readonly curve: VarianceCurve; readonly events: EventTable | null; readonly notices: readonly string[] }
  | { readonly kind: 'flat'; readonly notices: readonly string[] };

const CURVE = 'variance-curve.json';
const EVENTS = 'events.json';

/** Reads the tables of a folder. Never throws: without a fit curve the clock is flat, without fit events it knows none. */
export function readVarianceTables(folder: string): VarianceTables {
  const curve = readTable(join(folder, CURVE), varianceCurveSchema);
  if (!curve.ok) return { kind: 'flat', notices: [`implied volatilities and Greeks are on the flat clock: ${curve.reason}`] };
  const events = readTable(join(folder, EVENTS), eventTableSchema);
  if (events.ok) return { kind: 'variance', curve: curve.value, events: events.value, notices: [] };
  return { kind: 'variance', curve: curve.value, events: null, notices: [`the variance clock knows of no events: ${events.reason}`] };
}

/** The clock of one session, and what is to be said about it: the tables' notices, and whether the session's events are known. */
export function expiryClockOf(tables: VarianceTables, session: ExchangeSession): { readonly clock: ExpiryClock; readonly notices: readonly string[] } {
  if (tables.kind === 'flat') return { clock: flatClock(session), notices: tables.notices };
  const { curve, events, notices } = tables;
  if (events === null) return { clock: varianceClock(session, curve, []), notices };
  const clock = varianceClock(session, curve, eventsOn(events, session.date));
  if (coversDate(events, session.date)) return { clock, notices };
  const unknown = `the variance clock knows of no events on ${session.date}: ${EVENTS} covers ${events.firstYear} to ${events.lastYear}`;
  return { clock, notices: [...notices, unknown] };
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

function readTable<T>(file: string, schema: z.ZodType<T>): Read<T> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { ok: false, reason: `${file} cannot be read (${messageOf(error)})` };
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: `${file}: expected a JSON file (${messageOf(error)})` };
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const field = path.length === 0 ? 'the file' : path.map(String).join('.');
  return { ok: false, reason: `${file}: ${field} is ${shown(valueAt(content, path))}: ${issue?.message ?? 'it does not fit'}` };
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
