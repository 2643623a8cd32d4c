import { describe, expect, it } from 'vitest';
import type { UserView } from '../../../src-core/contract/access.ts';
import { ContractFailure, type ErrorCode } from '../../../src-core/contract/messages.ts';
import { attemptWords, newPasswordProblem, waitWords } from '../../../src-renderer/access/access-words.ts';
import { capitalOf, choiceProblem, inTheWay, numberProblem } from '../../../src-renderer/panels/access/account-words.ts';
import { endWords, stateWords } from '../../../src-renderer/panels/access/session-words.ts';
import { changeOf, changeWarning, draftOf, lastAdminProblem } from '../../../src-renderer/panels/access/user-words.ts';

const failure = (code: ErrorCode, message = 'unknown user root') => new ContractFailure({ code, message });

describe('an attempt', () => {
  it('does not say which of name and password was wrong, whatever the core says', () => {
    expect(attemptWords('sign_in', failure('forbidden', 'there is no user root'))).toBe(attemptWords('sign_in', failure('forbidden', 'wrong password')));
    expect(attemptWords('unlock', failure('forbidden'))).not.toMatch(/root/);
  });

  it('leaves the waiting to the countdown, and says what else was in the way', () => {
    expect(attemptWords('sign_in', failure('rate_limited'))).toBeNull();
    expect(attemptWords('set_up', failure('bad_input', 'password: expected at least 10 letters'))).toBe('Password: expected at least 10 letters.');
    expect(attemptWords('unlock', failure('unavailable', 'the connection was lost'))).toBe('No answer: The connection was lost.');
  });

  it('counts down to the next, and is silent once it may be made', () => {
    expect(waitWords(9_100, 1_000)).toMatch(/in 9 s/);
    expect(waitWords(301_000, 1_000)).toMatch(/in 5 min/);
    expect([waitWords(1_000, 1_000), waitWords(null, 1_000)]).toEqual([null, null]);
  });

  it('wants a new password twice', () => {
    expect(newPasswordProblem('', '')).toMatch(/missing/);
    expect(newPasswordProblem('a long one', 'a long 0ne')).toMatch(/not the same/);
    expect(newPasswordProblem('a long one', 'a long one')).toBeNull();
  });
});

const user = (id: string, role: UserView['role'], rest: Partial<UserView> = {}): UserView => ({ id, username: id, email: `${id}@desk.example`, firstName: 'A', lastName: null, role, isActive: true, hasPassword: true, createdAt: 0, lastLogin: null, ...rest });

describe('a change of a user', () => {
  const anna = user('anna', 'admin');

  it('is explained before it is tried where nobody could let anybody in afterwards', () => {
    const users = [anna, user('max', 'trader'), user('new', 'admin', { hasPassword: false }), user('gone', 'admin', { isActive: false })];
    expect(lastAdminProblem(users, anna, { role: 'trader', isActive: true })).toMatch(/only active admin/);
    expect(lastAdminProblem(users, anna, { role: 'admin', isActive: false })).toMatch(/only active admin/);
    expect(lastAdminProblem(users, anna, { role: 'admin', isActive: true })).toBeNull();
    expect(lastAdminProblem([...users, user('eve', 'admin')], anna, { role: 'viewer', isActive: true })).toBeNull();
    expect(lastAdminProblem(users, user('max', 'trader'), { role: 'viewer', isActive: false })).toBeNull();
  });

  it('holds what was changed alone, an emptied name as none', () => {
    expect(changeOf(anna, draftOf(anna))).toEqual({});
    expect(changeOf(anna, { ...draftOf(anna), firstName: ' ', role: 'trader' })).toEqual({ firstName: null, role: 'trader' });
  });

  it('warns of what one does to oneself', () => {
    expect(changeWarning(anna, { role: 'viewer' }, 'anna')).toMatch(/another admin alone/);
    expect(changeWarning(anna, { isActive: false }, 'max')).toMatch(/signed out everywhere/);
    expect(changeWarning(anna, { email: 'x@y.example' }, 'anna')).toBeNull();
  });
});

describe('an account', () => {
  it('takes dollars as people write them, and nothing else', () => {
    expect([capitalOf('25,000.00'), capitalOf('$1000')]).toEqual([250_000_000, 10_000_000]);
    expect(['', '0', '-5', '1e5', '12.345', 'all'].map(capitalOf)).toEqual([null, null, null, null, null, null]);
    expect(numberProblem('DU1234567', 'ibkr', [])).toBeNull();
    expect(numberProblem('PAPER-2', 'paper', ['PAPER-1'])).toBeNull();
    expect(numberProblem('U1234567', 'ibkr', [])).toMatch(/begin with DU/);
    expect(numberProblem('DU1234567', 'ibkr', ['DU1234567'])).toMatch(/^There is an account DU1234567 already/);
  });

  it('names everything that keeps the terminal on another', () => {
    expect(inTheWay(0, 0, false)).toBeNull();
    expect(inTheWay(2, 1, true)).toBe('2 orders work, one package is held and a day is being practised: that has to end first.');
  });

  it('says why it cannot be chosen', () => {
    const account = { id: '1', number: 'PAPER-2', kind: 'paper', ownerId: 'max', owner: 'max', broker: 'paper', isActive: true, isCurrent: false, isImported: false, mayTrade: true, sharedWith: [], netLiquidation: null } as const;
    expect(choiceProblem({ ...account, sharedWith: [] })).toBeNull();
    expect(choiceProblem({ ...account, sharedWith: [], mayTrade: false })).toMatch(/max’s and not shared/);
    expect(choiceProblem({ ...account, sharedWith: [], isImported: true })).toMatch(/never traded/);
  });
});

describe('a session', () => {
  const session = { id: '1', userId: 'anna', username: 'anna', place: 'desk-2', address: null, device: 'the desktop app', createdAt: 0, lastSeen: 0, expiresAt: 0, isLocked: true, isConnected: true, isThis: false };

  it('is told by where it is and how it stands', () => {
    expect(stateWords(session)).toBe('open · locked');
    expect(stateWords({ ...session, isConnected: false, isLocked: false })).toBe('away');
    expect(endWords(session, 'anna')).toBe('Your sign-in with the desktop app at desk-2 ends within a second, whatever is open there. Trading goes on.');
    expect(endWords({ ...session, isThis: true }, 'anna')).toMatch(/signed out at once/);
  });
});
