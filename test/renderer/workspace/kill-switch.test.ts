import { beforeEach, describe, expect, it } from 'vitest';
import type { ContractClient } from '../../../src-core/contract/client.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { openCore } from '../../../src-renderer/connection/core.tsx';
import { useKillSwitch } from '../../../src-renderer/workspace/kill/kill-switch.ts';
import { earlyWords, failureWords, killedWords, othersWords } from '../../../src-renderer/workspace/kill/kill-words.ts';
import { stateWords } from '../../../src-renderer/workspace/kill/trading-state-badge.tsx';
import { DAY_LOSS, KILL_RESULT, KILLED, riskView, trip, VIX_TRIP } from '../../support/panels/risk-views.ts';

interface Sent {
  readonly operation: string;
  readonly input: unknown;
  answer(result: unknown): void;
  fail(error: unknown): void;
}

let sent: Sent[];
const core: Pick<ContractClient, 'call'> = {
  call: (operation, input) => new Promise((resolve, reject) => sent.push({ operation, input, answer: (result) => resolve(result as never), fail: reject })),
};
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const { kill, close } = useKillSwitch.getState();

beforeEach(() => {
  sent = [];
  close();
});

describe('the kill switch', () => {
  it('is sent before anything is drawn, and shows the answer', async () => {
    void kill(core, 0);
    expect(sent).toMatchObject([{ operation: 'risk.kill', input: { flatten: false } }]);
    expect(useKillSwitch.getState()).toMatchObject({ sheet: 'outcome', outcome: { kind: 'sending' } });
    sent[0]?.answer(KILL_RESULT);
    await settled();
    expect(useKillSwitch.getState().outcome).toEqual({ kind: 'halted', result: KILL_RESULT });
  });

  it('says loudly that it did not come through without a connection, and that it is sent with the next', async () => {
    const { client } = openCore(() => new Promise(() => undefined));
    await kill(client, 0);
    const { outcome } = useKillSwitch.getState();
    expect(outcome).toMatchObject({ kind: 'failed', code: 'unavailable', attempt: 1, again: true });
    if (outcome?.kind !== 'failed') throw new Error('it did not fail');
    expect(failureWords(outcome, false).what).toMatch(/not connected.*may still be working/i);
    expect(failureWords(outcome, false).next).toMatch(/the moment the connection is back.*at the broker/);
    void kill(core, 1_000);
    expect(useKillSwitch.getState().outcome).toMatchObject({ kind: 'sending', attempt: 2 });
  });

  it('is not sent again by itself once the core refused it', async () => {
    void kill(core, 0);
    sent[0]?.fail(new ContractFailure({ code: 'conflict', message: 'desk-2 trades PAPER-1' }));
    await settled();
    const { outcome } = useKillSwitch.getState();
    if (outcome?.kind !== 'failed') throw new Error('it did not fail');
    expect(outcome.again).toBe(false);
    expect(failureWords(outcome, true)).toEqual({ what: 'desk-2 trades PAPER-1', next: 'Halt at the workstation that trades this account, or cancel the orders at the broker.' });
  });

  it('shows the newest answer alone, and none after it was closed', async () => {
    void kill(core, 0);
    void kill(core, 10);
    sent[0]?.fail(new Error('late'));
    await settled();
    expect(useKillSwitch.getState().outcome).toMatchObject({ kind: 'sending' });
    close();
    sent[1]?.answer(KILL_RESULT);
    await settled();
    expect(useKillSwitch.getState()).toMatchObject({ sheet: null, outcome: null });
  });
});

describe('its words', () => {
  it('never round an early release up to the whole time', () => {
    expect(earlyWords(799)).toBe('Let go after 0.7 s: nothing was sent. Hold it for 0.8 s to halt.');
  });

  it('count what was cancelled', () => {
    expect(killedWords({ cancelled: 0, milliseconds: 0.84 })).toBe('No order was working; halted in 0.8 ms.');
    expect(killedWords({ cancelled: 1, milliseconds: 3.4 })).toBe('The cancel of 1 order went out in 3.4 ms.');
    expect(killedWords({ cancelled: 1_204, milliseconds: 140 })).toBe('The cancels of 1,204 orders went out in 140 ms.');
  });

  it('tells what of the account is others’, and that nothing arrives while the broker is not reached', () => {
    const order = { orderId: null, brokerOrderId: '88', text: '', elsewhere: true, inDoubt: false };
    const asOf = Date.parse('2026-11-20T18:42:07Z');
    expect(othersWords({ resting: [order, { ...order, elsewhere: false }], asOf }, true)).toBe('The halt cancels this terminal’s orders. 1 order made elsewhere rested at the broker at 13:42:07, named below.');
    expect(othersWords({ resting: [], asOf }, false)).toMatch(/Nothing made elsewhere was known.*neither the halt’s cancels nor this arrive/);
    expect(othersWords({ resting: [], asOf: null }, true)).toMatch(/was not read\.$/);
  });
});

describe('the badge of the state', () => {
  it('says why, and what is held back in one underlying alone', () => {
    expect(stateWords(riskView(), true)).toMatchObject({ state: 'ACTIVE', locked: false, alone: '', title: 'Every order that passes the checks is taken.' });
    expect(stateWords(riskView([KILLED, VIX_TRIP]), true)).toMatchObject({ state: 'HALTED', title: KILLED.text });
    const qqq = trip('underlying_loss', 'QQQ lost $1,512.00.', { underlying: 'QQQ' });
    expect(stateWords(riskView([qqq]), true)).toMatchObject({ state: 'ACTIVE', alone: 'QQQ', title: 'QQQ lost $1,512.00. QQQ is REDUCING.' });
  });

  it('tells a locked day, and that an earlier moment is one', () => {
    const { locked, title } = stateWords(riskView([DAY_LOSS]), false);
    expect(locked).toBe(true);
    expect(title).toMatch(/^Not connected: of an earlier moment\. .*\$2,041\.50.*does not become ACTIVE again today\.$/);
    expect(stateWords(null, true).state).toBeNull();
  });
});
