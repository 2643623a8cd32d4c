import type { SessionEntry } from '../../../src-core/contract/access.ts';
import { formatAge } from '../../design/format.ts';

/** How a sign-in stands: "this one", "open · locked", "away". */
export function stateWords({ isThis, isConnected, isLocked }: Pick<SessionEntry, 'isThis' | 'isConnected' | 'isLocked'>): string {
  return [isThis ? 'this one' : isConnected ? 'open' : 'away', ...(isLocked ? ['locked'] : [])].join(' · ');
}

/** "12 s ago"; "now" for whoever is there. */
export function agoWords(time: number, now: number): string {
  return now - time < 5_000 ? 'now' : `${formatAge(now - time)} ago`;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** This machine's date and time: "20 Nov, 14:05". */
export function momentWords(time: number): string {
  return day.format(time);
}

/** What ending a sign-in does, asked before. */
export function endWords({ isThis, username, device, place, isConnected }: SessionEntry, me: string): string {
  if (isThis) return 'This is the one you are in: you are signed out at once.';
  const whose = username === me ? 'Your' : `${username}’s`;
  return `${whose} sign-in with ${device} at ${place} ends within a second${isConnected ? ', whatever is open there' : ''}. Trading goes on.`;
}
