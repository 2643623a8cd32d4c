import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { LeaseWorld, type Station } from './lease-world.ts';

let world: LeaseWorld;
beforeEach(() => {
  world = new LeaseWorld();
});

const tradersOf = (stations: readonly Station[]): readonly string[] => stations.filter(({ isRunning, lease }) => isRunning && lease.state.mayTrade).map(({ id }) => id);

describe('one workstation', () => {
  test('takes the lease of an account that nobody holds at once', async () => {
    const alpha = await world.station('alpha');
    expect(alpha.lease.state).toMatchObject({ holding: true, mayTrade: true, epoch: 1, holder: 'ALPHA', reason: null });
    expect(alpha.taken).toEqual([{ epoch: 1, before: null }]);
  });

  test('goes on with its own lease after a crash, at the same epoch', async () => {
    const first = await world.station('alpha');
    first.die();
    await world.pass(200);
    const second = await world.station('alpha', { epoch: 1, shared: false, held: true });
    expect(second.lease.state).toMatchObject({ mayTrade: true, epoch: 1 });
    expect(second.taken).toEqual([{ epoch: 1, before: 'alpha' }]);
  });

  test('trades through an outage of both servers for hours, and before they were ever reached', async () => {
    const alpha = await world.station('alpha');
    await world.pass(3_000);
    world.serverUp = false;
    world.witnessUp = false;
    await world.pass(3 * 3_600_000, () => expect(alpha.lease.state.mayTrade).toBe(true));
    world.serverUp = true;
    world.row = null;
    await world.pass(2_000);
    expect(alpha.lease.state).toMatchObject({ mayTrade: true, epoch: 1 });
    expect(world.row).toMatchObject({ holder: 'alpha', epoch: 1 });

    const other = new LeaseWorld();
    other.serverUp = false;
    const early = await other.station('early');
    expect(early.taken).toEqual([{ epoch: -1, before: null }]);
    other.serverUp = true;
    await other.pass(2_000);
    expect(early.lease.state).toMatchObject({ mayTrade: true, epoch: 1 });
    expect(early.taken.at(-1)).toEqual({ epoch: 1, before: null });
  });
});

describe('a workstation that slept', () => {
  test('trades no more before it is confirmed anew, and watches where another took over meanwhile', async () => {
    const [alpha, beta] = [await world.station('alpha'), await world.station('beta')];
    await world.pass(3_000);
    expect(alpha.lease.state).toMatchObject({ mayTrade: true, shared: true });
    // Its timers stand, and so does its monotonic clock: of the ten minutes it knows nothing.
    alpha.reachesServer = false;
    alpha.reachesWitness = false;
    await world.pass(1_500);
    expect(alpha.lease.state.mayTrade).toBe(true);
    const waking = alpha.lease.slept();
    expect(alpha.lease.state).toMatchObject({ holding: true, mayTrade: false });
    await waking;
    expect(alpha.lease.state.mayTrade).toBe(false);
    await world.pass(10_000);
    expect(beta.lease.state).toMatchObject({ mayTrade: true });
    alpha.reachesServer = true;
    alpha.reachesWitness = true;
    await alpha.lease.slept();
    expect(alpha.lease.state).toMatchObject({ holding: false, mayTrade: false, holder: 'BETA' });
  });

  test('goes on with its lease where nobody took it', async () => {
    const [alpha] = [await world.station('alpha'), await world.station('beta')];
    await world.pass(3_000);
    await alpha.lease.slept();
    expect(alpha.lease.state).toMatchObject({ holding: true, mayTrade: true, epoch: 1 });
  });
});

test('a lease that its holder let go is gone on with by the same workstation, also where the database is away at its start', async () => {
  const first = await world.station('alpha');
  await world.pass(3_000);
  await first.lease.close(true);
  first.die();
  world.serverUp = false;
  const again = await world.station('alpha', { epoch: 1, shared: false, held: true });
  expect(again.lease.state).toMatchObject({ mayTrade: true, epoch: 1 });
  world.serverUp = true;
  await world.pass(2_000);
  expect(again.lease.state).toMatchObject({ mayTrade: true, epoch: 1 });
  expect(world.row).toMatchObject({ holder: 'alpha', epoch: 1 });
});

test('a terminal that cannot trade the account leaves it to the others', async () => {
  const alpha = await world.station('alpha');
  await world.pass(1_000);
  await alpha.lease.stepBack('its flags ask for another session');
  await world.pass(10_000);
  expect(alpha.lease.state).toMatchObject({ holding: false, canTakeOver: false, standsBy: false, reason: 'this terminal cannot trade desk/PAPER-1: its flags ask for another session' });
  const bravo = await world.station('bravo');
  expect(bravo.lease.state).toMatchObject({ mayTrade: true, epoch: 2 });
  await world.pass(1_000);
  expect(alpha.lease.state.reason).toBe('BRAVO trades desk/PAPER-1; this terminal watches');
});

describe('two workstations', () => {
  let alpha: Station;
  let bravo: Station;
  beforeEach(async () => {
    alpha = await world.station('alpha');
    bravo = await world.station('bravo');
    await world.pass(5_000);
  });

  test('the second watches, and says who trades', () => {
    expect(alpha.lease.state).toMatchObject({ mayTrade: true, others: ['BRAVO'], shared: true });
    expect(bravo.lease.state).toMatchObject({ holding: false, holder: 'ALPHA', reason: 'ALPHA trades desk/PAPER-1; this terminal watches', canTakeOver: false });
  });

  test('when the holder dies the other takes over within eight seconds, never both', async () => {
    alpha.die();
    await world.pass(8_000, () => expect(tradersOf([alpha, bravo]).length).toBeLessThan(2));
    expect(bravo.lease.state).toMatchObject({ mayTrade: true, epoch: 2 });
    expect(bravo.taken).toEqual([{ epoch: 2, before: 'alpha' }]);
  });

  test('a holder that closes hands over at once', async () => {
    await alpha.lease.close(true);
    alpha.die();
    await world.pass(1_000);
    expect(bravo.lease.state).toMatchObject({ mayTrade: true, epoch: 2 });
  });

  test('a database that is away takes nobody’s lease: the holder trades on by the other witness, and keeps it afterwards', async () => {
    world.serverUp = false;
    await world.pass(600_000, () => expect(tradersOf([alpha, bravo])).toEqual(['alpha']));
    world.serverUp = true;
    world.serverStarted = world.now;
    await world.pass(20_000, () => expect(tradersOf([alpha, bravo])).toEqual(['alpha']));
    expect(world.row?.epoch).toBe(1);
  });

  test('a holder cut off from both stops before the other takes over, and watches once it is back', async () => {
    alpha.reachesServer = false;
    alpha.reachesWitness = false;
    await world.pass(8_000, () => expect(tradersOf([alpha, bravo]).length).toBeLessThan(2));
    expect(alpha.lease.state).toMatchObject({ holding: true, mayTrade: false, reason: expect.stringContaining('PostgreSQL and Redis cannot be reached, and BRAVO may take') });
    expect(bravo.lease.state.mayTrade).toBe(true);
    alpha.reachesServer = true;
    await world.pass(2_000);
    expect(alpha.lease.state).toMatchObject({ holding: false, holder: 'BRAVO' });
  });

  test('while the database is away, a holder that lost the other witness as well goes on once that one is back', async () => {
    world.serverUp = false;
    await world.pass(10_000);
    world.witnessUp = false;
    await world.pass(10_000);
    expect(tradersOf([alpha, bravo])).toEqual([]);
    world.witnessUp = true;
    await world.pass(1_000);
    expect(tradersOf([alpha, bravo])).toEqual(['alpha']);
    // One that has come back empty cannot say whether somebody else traded.
    world.witnessUp = false;
    await world.pass(10_000);
    world.witness = null;
    world.witnessed = null;
    world.witnessUp = true;
    await world.pass(10_000);
    expect(tradersOf([alpha, bravo])).toEqual([]);
    expect(alpha.lease.state).toMatchObject({ holding: true, canTakeOver: true });
  });

  test('a holder cut off from the database alone trades on, and nobody takes over', async () => {
    alpha.reachesServer = false;
    await world.pass(60_000, () => expect(tradersOf([alpha, bravo])).toEqual(['alpha']));
  });

  test('an emptied server changes nothing', async () => {
    world.row = null;
    world.seen.clear();
    await world.pass(20_000, () => expect(tradersOf([alpha, bravo])).toEqual(['alpha']));
    expect(world.row).toMatchObject({ holder: 'alpha', epoch: 1 });
  });

  test('while the witness is away a dead holder is not replaced unasked, but by a person', async () => {
    world.witnessUp = false;
    await world.pass(2_000);
    alpha.die();
    await world.pass(30_000);
    expect(bravo.lease.state).toMatchObject({ mayTrade: false, canTakeOver: true, reason: expect.stringMatching(/^ALPHA was last heard of \d+ s ago, and Redis cannot be asked/) });
    await bravo.lease.takeOver();
    // The old holder may be heard by Redis, which cannot be told: the person is asked once more.
    expect(bravo.lease.state).toMatchObject({ holding: true, mayTrade: false, canTakeOver: true, reason: expect.stringContaining('Redis cannot be told') });
    await bravo.lease.takeOver();
    expect(bravo.lease.state).toMatchObject({ mayTrade: true, epoch: 2 });
  });
});

test('who held it alone is not replaced unasked by one that starts later', async () => {
  const alpha = await world.station('alpha');
  await world.pass(5_000);
  alpha.die();
  await world.pass(60_000);
  const bravo = await world.station('bravo');
  await world.pass(10_000);
  expect(bravo.lease.state).toMatchObject({ mayTrade: false, canTakeOver: true, reason: expect.stringContaining('it may go on without the servers') });
  await bravo.lease.takeOver();
  await world.pass(3_000);
  expect(bravo.lease.state).toMatchObject({ mayTrade: true, epoch: 2 });
  await expect(bravo.lease.takeOver()).rejects.toThrow('holds the trading lease already');
});

test('never two traders, whatever is cut off, killed and started again, and never none for long once all is well', async () => {
  const step = fc.record({
    wait: fc.integer({ min: 1, max: 8_000 }),
    change: fc.constantFrom('server', 'witness', 'empty', 'alpha-server', 'alpha-witness', 'bravo-server', 'bravo-witness', 'kill', 'none' as const),
    who: fc.nat(1),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const here = new LeaseWorld();
      const names = ['alpha', 'bravo'];
      const running: Station[] = [];
      for (const name of names) running.push(await here.station(name));
      await here.pass(5_000);
      const look = (): void => expect(tradersOf(here.stations).length, `at ${here.now}`).toBeLessThan(2);
      for (const { change, wait, who } of steps) {
        const station = running[who];
        if (station === undefined) continue;
        switch (change) {
          case 'server':
            here.serverUp = !here.serverUp;
            if (here.serverUp) here.serverStarted = here.now;
            break;
          case 'witness':
            here.witnessUp = !here.witnessUp;
            break;
          case 'empty':
            here.witness = null;
            here.witnessed = null;
            here.emptied = here.now;
            break;
          case 'kill': {
            const known = station.known();
            station.die();
            // Started again only where the servers answer: before that, who starts does not know who trades.
            if (here.serverUp && here.witnessUp) running[who] = await here.station(station.id, known);
            break;
          }
          case 'alpha-server':
          case 'bravo-server':
            station.reachesServer = !station.reachesServer;
            break;
          case 'alpha-witness':
          case 'bravo-witness':
            station.reachesWitness = !station.reachesWitness;
            break;
          case 'none':
            break;
        }
        await here.pass(wait, look);
      }
      here.serverUp = true;
      here.witnessUp = true;
      for (const [index, station] of running.entries()) {
        station.reachesServer = true;
        station.reachesWitness = true;
        if (!station.isRunning) running[index] = await here.station(station.id, station.known());
      }
      await here.pass(15_000, look);
      const free = running.some(({ lease }) => lease.state.mayTrade || lease.state.canTakeOver);
      expect(free).toBe(true);
    }),
    { numRuns: 300 },
  );
}, 60_000);
