const moment = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** New York, "20 Nov, 13:42". */
export function momentWords(time: number): string {
  return moment.format(time);
}
