import { expect, test } from 'vitest';
import { money } from '../../../../src-core/money.ts';
import type { Standing } from '../../../../src-main/app/standing.ts';
import { haltQuestion, resultText, type TrayItem, trayItemsBesideResult, trayView } from '../../../../src-main/shell/electron/policies/tray-menu.ts';
import { standingOf } from '../../../support/standing.ts';

const ACTS = ['Show the window', 'New window', '-', 'Halt trading…', '-', 'Quit Smart 0DTE'];
const said = (items: readonly TrayItem[]): readonly string[] => items.map((item) => (item.kind === 'separator' ? '-' : item.label));
const halts = (standing: Standing | null): readonly [string, boolean] | null => {
  const item = trayView(standing).items.find((each) => each.kind === 'act' && each.act === 'halt');
  return item?.kind === 'act' ? [item.label, item.enabled] : null;
};

test('the tray says how the account stands', () => {
  const busy = standingOf({ workingOrders: 2, openPositions: 1, profitToday: money(1_234_000) });
  expect(trayView(busy)).toMatchObject({ icon: 'active', toolTip: 'Smart 0DTE · ACTIVE · 2 orders working · 1 position open · +$123.40 today · SIMULATED' });
  expect(said(trayView(busy).items)).toEqual(['ACTIVE · SIMULATED', 'Account PAPER-1 · PAPER', '2 orders working', '1 position open', 'Result of the day +$123.40', '-', ...ACTS]);
  const quiet = standingOf({ account: { number: 'U77', kind: 'live' }, state: 'REDUCING', profitToday: null, session: { label: 'LIVE', paused: true } });
  expect(trayView(quiet)).toMatchObject({ icon: 'reducing', toolTip: 'Smart 0DTE · REDUCING · – today · LIVE' });
  expect(said(trayView(quiet).items).slice(0, 5)).toEqual(['REDUCING · LIVE · PAUSED', 'Account U77 · LIVE', 'No orders working', 'No positions open', 'Result of the day –']);
  expect(said(trayView(standingOf({ isPractice: true, isFlattening: true })).items).slice(0, 2)).toEqual(['ACTIVE · FLATTENING · PRACTICE', 'Practice account']);
  expect(said(trayView(standingOf({ isWatching: true, isOnDesk: true })).items)[1]).toBe('Account PAPER-1 · PAPER · another workstation trades it');
  expect(trayView(null)).toMatchObject({ icon: 'unknown', toolTip: 'Smart 0DTE · The terminal is starting' });
  expect(said(trayView(null).items)).toEqual(['The terminal is starting', '-', ...ACTS]);
});

test('no tooltip is longer than Windows shows', () => {
  const { toolTip } = trayView(standingOf({ isFlattening: true, state: 'REDUCING', workingOrders: 1_000_000, openPositions: 1_000_000, isWatching: true, profitToday: money(-Number.MAX_SAFE_INTEGER) }));
  expect(toolTip.length).toBeLessThanOrEqual(127);
});

test('it halts where there is something to halt', () => {
  expect(halts(standingOf())).toEqual(['Halt trading…', true]);
  expect(halts(standingOf({ isPractice: true }))).toEqual(['Halt trading in the practice…', true]);
  expect(halts(standingOf({ state: 'HALTED' }))).toEqual(['Trading is halted', false]);
  expect(halts(null)).toEqual(['Halt trading…', false]);
  expect(haltQuestion(standingOf({ workingOrders: 2, openPositions: 1 })).detail).toBe('The 2 orders that work are cancelled at once. The open position stays open. No order is taken until trading is resumed by hand.');
  expect(haltQuestion(standingOf({ isWatching: true })).detail).toContain('It acts at the workstation that trades.');
});

test('a result that moves is no other menu', () => {
  const before = standingOf({ profitToday: money(100) });
  expect(trayItemsBesideResult(trayView(before))).toBe(trayItemsBesideResult(trayView({ ...before, profitToday: money(200) })));
  expect(trayItemsBesideResult(trayView(before))).not.toBe(trayItemsBesideResult(trayView({ ...before, workingOrders: 1 })));
});

test.each([
  [0, '$0.00'],
  [12_345_678_900, '+$1,234,567.89'],
  [-124_000, '−$12.40'],
  [9_999_900, '+$999.99'],
  [10_000_000, '+$1,000.00'],
  [40, '$0.00'],
  [-40, '$0.00'],
  [9_007_199_254_740_991, '+$900,719,925,474.10'],
])('%d ten-thousandths are %s', (amount, text) => {
  expect(resultText(money(amount))).toBe(text);
});
