import { describe, expect, it } from 'vitest';
import { brokerBanners } from '../../../src-renderer/workspace/broker/broker-banner.ts';
import { brokerView, difference, gatewayView, NOW, reconciliation, resting } from './broker-fixture.ts';

const down = gatewayView({ state: 'down', since: NOW - 31_000, retryAt: NOW + 4_000, detail: 'Nothing listens there.', servers: 'unknown' });
const three = { ban: 'The gateway is down.', resting: [resting('1'), resting('2'), resting('3', { elsewhere: true })], asOf: NOW - 31_000 };

describe('what the workspace says of the broker', () => {
  it('is nothing while all is well, before anything was heard, and of the paper broker', () => {
    expect(brokerBanners(null, NOW)).toEqual([]);
    expect(brokerBanners(brokerView(), NOW)).toEqual([]);
    expect(brokerBanners(brokerView({ orders: three }), NOW)).toEqual([]);
    expect(brokerBanners(brokerView({ broker: 'paper', gateway: down, orders: three }), NOW)).toEqual([]);
  });

  it('names how many orders rest there as soon as the gateway is down, and counts to the next try', () => {
    const [banner, ...others] = brokerBanners(brokerView({ gateway: down, orders: three }), NOW);
    expect(others).toEqual([]);
    expect(banner).toMatchObject({ kind: 'gateway', tone: 'bad', title: 'DISCONNECTED FROM THE BROKER', next: '31 s, tries again in 4 s', canRetry: true });
    expect(banner?.text).toMatch(/^3 orders rest at the broker, as of 13:41:36: they may fill without this terminal hearing of it\. Nothing listens there\.$/);
  });

  it('stays as loud through an attempt while orders rest there, and is quieter where nothing was ever sent', () => {
    const trying = gatewayView({ state: 'connecting', since: NOW - 1_000 });
    expect(brokerBanners(brokerView({ gateway: trying, orders: three }), NOW)[0]).toMatchObject({ tone: 'bad', title: 'DISCONNECTED FROM THE BROKER', canRetry: false });
    expect(brokerBanners(brokerView({ gateway: trying, orders: { ban: 'x', resting: [], asOf: null } }), NOW)[0]).toMatchObject({ tone: 'warning', title: 'CONNECTING TO THE BROKER' });
  });

  it('is as bad where the gateway stands and the broker behind it is lost, or no gateway is set up', () => {
    expect(brokerBanners(brokerView({ gateway: gatewayView({ servers: 'lost' }), orders: three }), NOW)[0]).toMatchObject({ tone: 'bad', title: 'THE BROKER IS NOT REACHED', canRetry: false });
    expect(brokerBanners(brokerView({ gateway: null }), NOW)[0]?.title).toBe('NO GATEWAY');
  });

  it('warns not to place an order anew that is in doubt, connected or not', () => {
    const orders = { ...three, resting: [resting('1', { inDoubt: true, text: 'buy 2 SPY 612 call' })] };
    expect(brokerBanners(brokerView({ orders }), NOW)).toMatchObject([{ kind: 'doubt', tone: 'bad', title: '1 ORDER IN DOUBT' }]);
    expect(brokerBanners(brokerView({ orders }), NOW)[0]?.text).toMatch(/^buy 2 SPY 612 call: it was sent and not answered\. It is never sent again.*Do not place it anew/);
    expect(brokerBanners(brokerView({ gateway: down, orders }), NOW).map(({ kind }) => kind)).toEqual(['gateway', 'doubt']);
  });

  it('asks for a decision only about differences that wait for one', () => {
    expect(brokerBanners(brokerView({ reconciliation: reconciliation({ differences: [difference({ outcome: 'settled' }), difference({ outcome: 'left' })] }) }), NOW)).toEqual([]);
    expect(brokerBanners(brokerView({ reconciliation: reconciliation({ differences: [difference()] }) }), NOW)[0]?.text).toBe('SPY 601 call: books 2 long, broker 1 long. No rule settles it: take it over, or leave it.');
  });
});
