import { describe, expect, it } from 'vitest';
import { farmNameIn, meaningOf } from '../../../src-main/ibkr/codes.ts';

describe('the table of codes', () => {
  it.each([
    [1100, { kind: 'servers', servers: 'lost' }],
    [1101, { kind: 'servers', servers: 'connected', isDataLost: true }],
    [1102, { kind: 'servers', servers: 'connected', isDataLost: false }],
    [2103, { kind: 'farm', farm: 'market_data', state: 'broken' }],
    [2110, { kind: 'servers', servers: 'lost' }],
    [2158, { kind: 'farm', farm: 'definitions', state: 'connected' }],
    [10197, { kind: 'data', problem: 'competing_session', isOver: false }],
    [354, { kind: 'data', problem: 'not_subscribed', isOver: true }],
    [10090, { kind: 'data', problem: 'partly_subscribed', isOver: false }],
    [101, { kind: 'data', problem: 'lines_used_up', isOver: true }],
    [10058, { kind: 'order_rejected', refusal: 'leg_prices' }],
    [10147, { kind: 'order_unknown' }],
    [10148, { kind: 'cancel_refused' }],
    [161, { kind: 'cancel_refused' }],
    [399, { kind: 'order_warning' }],
    [326, { kind: 'link', problem: 'client_id_taken' }],
    [502, { kind: 'link', problem: 'not_running' }],
  ])('%i', (code, meaning) => {
    expect(meaningOf(code)).toEqual(meaning);
  });

  it('tells a read-only API from a request that was not understood', () => {
    expect(meaningOf(321, "Error validating request.-'td' : cause - The API interface is currently in Read-Only mode.")).toEqual({ kind: 'read_only' });
    expect(meaningOf(321, "Error validating request.-'bN' : cause - Security type 'BAG' requires combo leg details.")).toEqual({ kind: 'bad_request' });
  });

  it.each([
    ['Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [1000.00 USD] MUST EXCEED THE INITIAL MARGIN [2000.00 USD]', 'funds'],
    ['Order rejected - reason:No trading permissions', 'no_permission'],
    ['Order rejected - reason:We are unable to accept your order.', 'other'],
  ])('reads why an order was rejected: %s', (text, refusal) => {
    expect(meaningOf(201, text)).toEqual({ kind: 'order_rejected', refusal });
  });

  it('takes what it does not know for nothing that decides an order, and the 2100s for notices', () => {
    expect(meaningOf(77_777)).toEqual({ kind: 'unknown' });
    expect(meaningOf(2199)).toEqual({ kind: 'notice' });
    expect(meaningOf(578)).toEqual({ kind: 'link', problem: 'other' });
  });

  it('names a farm by the end of its text', () => {
    expect(farmNameIn('Market data farm connection is OK:usopt')).toBe('usopt');
    expect(farmNameIn('Market data farm connection is OK')).toBe('unnamed');
  });
});
