import type { DeskView } from '../../../src-core/contract/connections.ts';
import { formatCount } from '../../design/format.ts';

/** What ending the terminal and starting it anew means now, before it is done: one sentence each. */
export function restartWords(working: number, positions: number, desk: DeskView | null): readonly string[] {
  const orders = `${formatCount(working)} ${working === 1 ? 'order is' : 'orders are'} working`;
  return [
    working === 0
      ? 'No order is working.'
      : `${orders}: ${working === 1 ? 'it stays' : 'they stay'} with the broker and ${working === 1 ? 'is' : 'are'} reconciled at the start. Until then nothing can be sent, changed or cancelled here.`,
    ...(positions === 0 ? [] : [`${positions === 1 ? 'One position is' : `${formatCount(positions)} positions are`} held: no exit, limit or alert of this terminal acts until it is back.`]),
    ...(desk !== null && desk.role === 'trading' && desk.others.length > 0 ? [`Another workstation may take the account over meanwhile: ${desk.others.join(', ')}.`] : []),
    'The terminal ends and starts anew in a few seconds, as after a crash. Windows stay open and come back by themselves; each starts SAFE.',
  ];
}
