import { expect, test } from 'vitest';
import type { AccessView } from '../../../src-core/contract/access.ts';
import { refusalWords } from '../../../src-renderer/workspace/refusal.ts';

const view = (change: Partial<AccessView>): AccessView => ({
  profile: 'desk',
  phase: 'open',
  user: { id: 'u', username: 'anna', role: 'trader' },
  suggested: 'anna',
  hasPassword: true,
  idleMinutes: 15,
  notice: '',
  waitUntil: null,
  readOnly: null,
  account: { id: 'a', number: 'PAPER-1', kind: 'paper', mayTrade: true, needsConfirmation: false, confirmation: '' },
  sessionId: 's',
  ...change,
});

test('says whom an operation is for, and who asks', () => {
  expect(refusalWords('config.set', view({}))).toBe('Admins may do this; anna is a trader.');
  expect(refusalWords('audit.list', view({ user: { id: 'u', username: 'max', role: 'viewer' } }))).toBe('Traders and admins may do this; max is a viewer.');
  expect(refusalWords('config.list', view({}))).toBeNull();
});

test('the only person of a local profile counts as its admin, unless the window is locked', () => {
  expect(refusalWords('config.set', view({ profile: 'local' }))).toBeNull();
  expect(refusalWords('config.set', view({ profile: 'local', phase: 'locked' }))).toContain('unlock it first');
  expect(refusalWords('config.set', view({ phase: 'signed_out', user: null }))).toContain('sign in first');
});

test('an account that is another’s is told apart from a role that is too small', () => {
  const account = { ...view({}).account, mayTrade: false };
  expect(refusalWords('orders.place', view({ account }))).toBe('The account PAPER-1 is another’s and is not shared with anna.');
  expect(refusalWords('orders.place', view({ account, user: { id: 'u', username: 'max', role: 'viewer' } }))).toContain('max is a viewer');
  // A live account that waits for its words is no matter of roles.
  expect(refusalWords('orders.place', view({ account: { ...account, mayTrade: true, needsConfirmation: true } }))).toBeNull();
});
