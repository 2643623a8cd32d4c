import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { CoreProvider, openCore } from '../../../src-renderer/connection/core.tsx';
import { AccountSection } from '../../../src-renderer/panels/broker/account-section.tsx';
import { DataSection } from '../../../src-renderer/panels/broker/data-section.tsx';
import { DifferenceRow } from '../../../src-renderer/panels/broker/difference-row.tsx';
import { GatewaySection } from '../../../src-renderer/panels/broker/gateway-section.tsx';
import { ReconciliationSection } from '../../../src-renderer/panels/broker/reconciliation-section.tsx';
import { RestingSection } from '../../../src-renderer/panels/broker/resting-section.tsx';
import { brokerView, dataView, difference, gatewayView, NOW, reconciliation, resting } from './broker-fixture.ts';

/** As it is first drawn, of a window whose core does not answer yet. */
function drawn(element: ReactElement): string {
  const core = openCore(() => new Promise(() => undefined));
  return renderToStaticMarkup(<CoreProvider core={core}>{element}</CoreProvider>);
}
const textOf = (markup: string): string => markup.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the parts of the broker’s panel', () => {
  it('offer to try again only while the gateway is away', () => {
    expect(drawn(<GatewaySection gateway={gatewayView()} visible />)).not.toContain('broker-retry');
    const away = drawn(<GatewaySection gateway={gatewayView({ state: 'down', retryAt: Date.now() + 9_000, clockSkewMs: null, serverVersion: null })} visible />);
    expect(away).toContain('data-testid="broker-retry"');
    expect(textOf(away)).toMatch(/not connected.*tries again in (9|10) s.*Protocol –.*Its clock –/);
  });

  it('name orders in doubt and those made elsewhere, and that the list may be old', () => {
    const orders = { ban: null, resting: [resting('7', { elsewhere: true }), resting('8', { inDoubt: true })], asOf: NOW };
    const text = textOf(drawn(<RestingSection orders={orders} isReached={false} />));
    expect(text).toMatch(/as of 13:42:07: may have changed since/);
    expect(text).toMatch(/8 order 8 ours \? in doubt .*7 order 7 ⇄ made elsewhere, taken over works/);
    expect(textOf(drawn(<RestingSection orders={{ ban: null, resting: [], asOf: null }} isReached={false} />))).toMatch(/never read.*read when the gateway is reached/);
  });

  it('warn of a competing session and of lines that ran out', () => {
    const text = textOf(drawn(<DataSection data={dataView({ competing: true, quality: 'delayed', contracts: { listed: 9, subscribed: 4, silent: 1, refused: 0, withoutLine: 5 } })} visible />));
    expect(text).toMatch(/△ DELAYED.*Another session of the same user.*5 contracts have none.*1 silent/);
  });

  it('list a difference with what each side has, its rule, and a choice only where a person has one', () => {
    const one = drawn(<ReconciliationSection reconciliation={reconciliation({ differences: [difference()] })} isPaper={false} isReached visible />);
    expect(textOf(one)).toMatch(/you decide Position SPY 601 call Books 2 long Broker 1 long Nothing explains it\. Rule A person decides\. Take over … Leave …/);
    const settled = drawn(<ReconciliationSection reconciliation={reconciliation({ differences: [difference({ outcome: 'settled', choices: [] })] })} isPaper={false} isReached={false} visible />);
    expect(settled).not.toContain('<button');
    expect(settled).toContain('before the connection was lost');
  });

  it('say what will be booked before it is confirmed', () => {
    const markup = drawn(<DifferenceRow difference={difference()} asked="take_over" ask={() => undefined} />);
    expect(textOf(markup)).toMatch(/The position of SPY 601 call becomes “1 long” in place of “2 long”.*Take over ⏎/);
    expect(textOf(drawn(<DifferenceRow difference={difference({ choices: ['leave'] })} asked="take_over" ask={() => undefined} />))).not.toContain('Take over ⏎');
  });

  it('show nothing of an account’s values before they were heard', () => {
    const { account } = brokerView();
    expect(textOf(drawn(<AccountSection account={account} />))).toContain('Nothing was heard');
    expect(textOf(drawn(<AccountSection account={{ ...account, values: [{ name: 'NetLiquidation', amount: 104_218.44, currency: 'USD' }], valuesAt: NOW }} />))).toMatch(/as of 13:42:07.*Net liquidation 104,218\.44/);
  });
});
