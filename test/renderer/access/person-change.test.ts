import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccessView } from '../../../src-core/contract/access.ts';
import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { watchPerson } from '../../../src-renderer/access/person-change.ts';
import { useTicket } from '../../../src-renderer/panels/ticket/ticket-store.ts';
import { reviewTicket, sendTicket } from '../../../src-renderer/panels/ticket/send.ts';
import { useArming } from '../../../src-renderer/workspace/arming.ts';
import { useSelection } from '../../../src-renderer/workspace/selection.ts';
import { forgetWindowStores } from '../../../src-renderer/workspace/window-store.ts';
import { accessView } from './access-fixture.ts';

const nobody = accessView({ phase: 'signed_out', user: null, sessionId: null });
const locked = accessView({ phase: 'locked' });
const anna = accessView({ user: { id: 'anna', username: 'anna', role: 'admin' } });

describe('watchPerson', () => {
  function signs(...views: readonly AccessView[]): readonly string[] {
    const heard: string[] = [];
    const watch = watchPerson({ locked: () => heard.push('locked'), left: () => heard.push('left'), moved: () => heard.push('moved') });
    for (const view of views) watch(view);
    return heard;
  }

  it('says that a person has left when they sign out, are sent away or give way to another, and not when they come', () => {
    expect(signs(nobody, accessView())).toEqual([]);
    expect(signs(accessView(), nobody, anna)).toEqual(['left']);
    expect(signs(accessView(), anna)).toEqual(['left']);
    expect(signs(locked, nobody)).toEqual(['locked', 'left']);
  });

  it('keeps a locked window its person’s, and tells each lock once', () => {
    expect(signs(accessView(), locked, locked, accessView(), locked)).toEqual(['locked', 'locked']);
    expect(signs(accessView(), locked, anna)).toEqual(['locked', 'left']);
  });

  it('says that the terminal trades another account, of whoever stays', () => {
    const other = accessView({ account: { id: 'account-2', number: 'PAPER-2' } });
    expect(signs(accessView(), other, other)).toEqual(['moved']);
    expect(signs(accessView(), { ...anna, account: other.account })).toEqual(['left']);
  });
});

describe('what a person did in the window', () => {
  beforeEach(() => {
    forgetWindowStores();
    useTicket.getState().addLeg('SPY   260821C00617000' as InstrumentSymbol, 'sell');
    useTicket.getState().setLimit(fromDollars(-0.78));
  });

  it('is gone with them', () => {
    useSelection.getState().setUnderlying('IWM');
    useArming.getState().arm();
    forgetWindowStores();
    expect(useTicket.getState().legs).toEqual([]);
    expect([useSelection.getState().underlying, useArming.getState().armed]).toEqual(['SPY', false]);
  });

  it('is not brought back by the answer to an order that was under way', async () => {
    let answer: (order: unknown) => void = () => undefined;
    const call = vi.fn(() => new Promise((resolve) => (answer = resolve)));
    reviewTicket();
    useArming.getState().arm();
    const sending = sendTicket({ call: call as Parameters<typeof sendTicket>[0]['call'] });
    expect(call).toHaveBeenCalledOnce();
    forgetWindowStores();
    answer({ id: 'theirs' });
    await sending;
    expect(useTicket.getState().outcome).toBeNull();
  });
});
