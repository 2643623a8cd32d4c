import type { EpochMs } from '../../../src-core/time.ts';

export type LogLevel = 'info' | 'warning' | 'error';

/** Of a record: a longer text is cut. */
const MOST_LETTERS = 8_000;

/**
 * A record as it stands in the log, with its line's end: "2026-11-27T06:45:08.123Z warning text". Further lines of a
 * text are set in, so that a text can never look like another record.
 */
export function logRecord(time: EpochMs, level: LogLevel, text: string): string {
  const cut = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)} … (${text.length - MOST_LETTERS} letters more)` : text;
  const lines = cut
    .trimEnd()
    .split(/\r\n|[\r\n\u2028\u2029]/)
    // Control characters could move a terminal's cursor to where another record stands.
    .map((line) => line.replaceAll(/(?!\t)\p{Cc}/gu, '?'));
  return `${new Date(time).toISOString()} ${level.padEnd(7)} ${lines.join('\n    ')}\n`;
}
