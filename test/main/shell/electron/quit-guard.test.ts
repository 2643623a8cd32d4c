import { expect, test } from 'vitest';
import type { QuitObstacle } from '../../../../src-main/app/quit-obstacles.ts';
import type { Standing } from '../../../../src-main/app/standing.ts';
import type { KeptPlace, QuitAnswer, QuitQuestion } from '../../../../src-main/shell/electron/policies/quit-question.ts';
import { QuitGuard, type QuitGuardParts } from '../../../../src-main/shell/electron/quit-guard.ts';
import { standingOf } from '../../../support/standing.ts';

/** A desktop whose person answers in the order given. */
class Desktop {
  standing: Standing | null;
  windows = 0;
  place: KeptPlace = 'tray';
  shown = 0;
  waited = 0;
  cancelled: (() => void) | null = () => undefined;
  readonly asked: QuitQuestion[] = [];
  readonly stayed: (readonly QuitObstacle[])[] = [];
  readonly answers: (QuitAnswer | Promise<QuitAnswer>)[];
  readonly guard: QuitGuard;

  constructor(standing: Standing | null, answers: Desktop['answers'] = [], parts: Partial<QuitGuardParts> = {}) {
    this.standing = standing;
    this.answers = answers;
    this.guard = new QuitGuard({
      watch: {
        now: () => this.standing,
        cancelAll: async () => {
          if (this.cancelled === null) throw new Error('the terminal is starting anew.');
          this.cancelled();
        },
      },
      place: async () => this.place,
      staysWithoutWindows: false,
      openWindows: () => this.windows,
      showWindow: () => (this.shown += 1),
      onStays: (obstacles) => this.stayed.push(obstacles),
      ask: async (question) => {
        this.asked.push(question);
        return (await this.answers.shift()) ?? 'keep';
      },
      after: (delay, run) => {
        this.waited += delay;
        queueMicrotask(run);
        return () => undefined;
      },
      ...parts,
    });
  }
}

const busy = standingOf({ workingOrders: 2, openPositions: 1 });

test('without anything in the way it ends at once, and stays in the tray for what is', async () => {
  const quiet = new Desktop(standingOf());
  expect(await quiet.guard.mayQuit('last_window_closed')).toBe(true);
  expect(await quiet.guard.mayQuit('quit_asked')).toBe(true);
  const trading = new Desktop(busy);
  expect(await trading.guard.mayQuit('last_window_closed')).toBe(false);
  expect(trading.stayed).toMatchObject([[{ kind: 'orders', count: 2 }, { kind: 'positions', count: 1 }]]);
  expect([...quiet.asked, ...trading.asked]).toEqual([]);
});

test('a mac keeps the program as it keeps every program, and says nothing of it', async () => {
  const mac = new Desktop(standingOf(), [], { staysWithoutWindows: true });
  expect(await mac.guard.mayQuit('last_window_closed')).toBe(false);
  expect([mac.stayed, mac.asked]).toEqual([[], []]);
});

test('it asks what is to become of orders; to keep is the default, and what no tray shows comes back', async () => {
  const inTray = new Desktop(busy, ['keep']);
  expect(await inTray.guard.mayQuit('quit_asked')).toBe(false);
  expect(inTray.asked).toMatchObject([{ message: '2 orders are working and 1 position is open. Quit Smart 0DTE?' }]);
  expect(inTray.asked[0]?.answers.map(({ label }) => label)).toEqual(['Keep running in the tray', 'Cancel orders and quit', 'Quit anyway']);
  expect(inTray.shown).toBe(0);

  const unseen = new Desktop(busy, ['keep']);
  unseen.place = null;
  expect(await unseen.guard.mayQuit('last_window_closed')).toBe(false);
  expect(unseen.asked[0]?.answers.map(({ label }) => label)[0]).toBe('Keep running');
  expect(unseen.shown).toBe(1);

  const withWindow = new Desktop(busy, ['quit']);
  withWindow.windows = 1;
  expect(await withWindow.guard.mayQuit('quit_asked')).toBe(true);
  expect(withWindow.asked[0]?.answers.map(({ label }) => label)[0]).toBe('Keep running');
});

test('a flattening, which would send the next order, is not cancelled away', async () => {
  const flattening = new Desktop(standingOf({ isFlattening: true, workingOrders: 1, openPositions: 1 }));
  await flattening.guard.mayQuit('quit_asked');
  expect(flattening.asked[0]?.answers.map(({ answer }) => answer)).toEqual(['keep', 'quit']);
  expect(flattening.asked[0]?.detail).toContain('stop the flattening first');
  const holding = new Desktop(standingOf({ openPositions: 1 }));
  await holding.guard.mayQuit('quit_asked');
  expect(holding.asked[0]?.answers.map(({ answer }) => answer)).toEqual(['keep', 'quit']);
});

test('orders are cancelled before it ends, and it ends once none works', async () => {
  const desktop = new Desktop(busy, ['cancel_orders'], {});
  let looks = 0;
  desktop.cancelled = () => {
    Object.defineProperty(desktop, 'standing', { get: () => ((looks += 1) < 5 ? busy : { ...busy, workingOrders: 0 }) });
  };
  expect(await desktop.guard.mayQuit('quit_asked')).toBe(true);
  expect(desktop.waited).toBe(400);
  expect(desktop.asked).toHaveLength(1);
});

test('what was not cancelled in time is told, and so is why', async () => {
  const slow = new Desktop(busy, ['cancel_orders', 'keep']);
  expect(await slow.guard.mayQuit('quit_asked')).toBe(false);
  expect(slow.waited).toBe(8_000);
  expect(slow.asked[1]?.message).toBe('2 orders are not cancelled yet. Quit Smart 0DTE?');

  const paused = new Desktop(standingOf({ workingOrders: 1, session: { paused: true } }), ['cancel_orders', 'quit']);
  expect(await paused.guard.mayQuit('quit_asked')).toBe(true);
  expect(paused.waited).toBe(0);
  expect(paused.asked[1]?.detail).toContain('The session is paused, so nothing reaches the broker.');

  const refused = new Desktop(busy, ['cancel_orders', 'keep']);
  refused.cancelled = null;
  expect(await refused.guard.mayQuit('quit_asked')).toBe(false);
  expect(refused.asked[1]).toMatchObject({ message: 'The orders could not be cancelled. Quit Smart 0DTE?', detail: 'the terminal is starting anew.' });
});

test('a second quit waits for the answer to the first; the system’s own end waits for nothing', async () => {
  const { promise, resolve } = Promise.withResolvers<QuitAnswer>();
  const desktop = new Desktop(busy, [promise]);
  const both = [desktop.guard.mayQuit('quit_asked'), desktop.guard.mayQuit('last_window_closed')];
  expect(await desktop.guard.mayQuit('system_shuts_down')).toBe(true);
  resolve('quit');
  expect(await Promise.all(both)).toEqual([true, true]);
  expect(desktop.asked).toHaveLength(1);
  expect(await desktop.guard.mayQuit('quit_asked')).toBe(false);
  expect(desktop.asked).toHaveLength(2);
});
