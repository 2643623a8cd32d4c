import { describe, expect, it } from 'vitest';
import { brokerStop, liveStop, mayConfirm, personStop, stopWords } from '../../../src-renderer/access/account-stop.ts';
import { brokerView } from '../broker/broker-fixture.ts';
import { accessView, LIVE } from './access-fixture.ts';

const viewer = { id: 'irene', username: 'irene', role: 'viewer' } as const;
const admin = { id: 'anna', username: 'anna', role: 'admin' } as const;

describe('personStop', () => {
  it('lets traders trade their accounts, and admins every one', () => {
    expect(personStop(accessView())).toBeNull();
    expect(personStop(accessView({ user: admin, account: { mayTrade: true } }))).toBeNull();
    expect(personStop(accessView({ profile: 'local' }))).toBeNull();
    expect(personStop(null)).toBeNull();
  });

  it('says why a viewer does not, and why another’s account is not traded', () => {
    expect(personStop(accessView({ user: viewer, account: { mayTrade: false } }))).toEqual({ title: 'You may look, not trade.', next: 'Your role is viewer: an admin can make a trader of you.' });
    const other = personStop(accessView({ account: { mayTrade: false } }));
    expect(other?.title).toBe('This account is another’s.');
    expect(other?.next).toMatch(/PAPER-1.*not shared with max.*An admin can share it/);
  });
});

describe('liveStop', () => {
  it('holds orders of a live account until its words were typed, and asks nobody for them who may not trade it', () => {
    expect(liveStop(accessView({ account: LIVE }))?.next).toMatch(/U1 are for real money.*Cancels and the kill switch/);
    expect(liveStop(accessView({ account: { ...LIVE, needsConfirmation: false } }))).toBeNull();
    expect(liveStop(accessView({ user: viewer, account: { ...LIVE, mayTrade: false } }))).toBeNull();
    expect(mayConfirm(accessView({ phase: 'locked', account: LIVE }))).toBe(false);
  });
});

describe('brokerStop', () => {
  it('says why the broker takes nothing new, and nothing while it does', () => {
    expect(brokerStop(null)).toBeNull();
    expect(brokerStop(brokerView())).toBeNull();
    expect(brokerStop(brokerView({ orders: { ban: 'The gateway is down.', resting: [], asOf: null } }))).toEqual({ title: 'The broker takes no new order now.', next: 'The gateway is down.' });
  });
});

describe('stopWords', () => {
  it('sends nobody to another workstation for what their role does not let them do', () => {
    const stop = { title: '', next: 'desk-2 trades PAPER-1.', isElsewhere: true };
    expect(stopWords(stop, 'Limits are set there.')).toBe('desk-2 trades PAPER-1. Limits are set there.');
    expect(stopWords({ ...stop, next: 'Your role is viewer.', isElsewhere: false }, 'Limits are set there.')).toBe('Your role is viewer.');
  });
});
