import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { type Link, LINK_GROUPS } from '../../../src-renderer/workspace/windows/link-groups.ts';
import { SymbolLink } from '../../../src-renderer/workspace/windows/symbol-link.ts';
import { Air } from './window-bus-fixture.ts';

/** A window with its symbol. */
class Linked {
  underlying: Underlying = 'SPY';
  group: Link = 'none';
  readonly link: SymbolLink;

  constructor(air: Air, page: string) {
    this.link = new SymbolLink({ bus: air.bus(), page, now: () => this.underlying, follow: (underlying) => (this.underlying = underlying) });
  }

  join(group: Link): void {
    this.group = group;
    this.link.join(group);
  }

  choose(underlying: Underlying): void {
    this.underlying = underlying;
    this.link.chosen(underlying);
  }
}

describe('linked windows', () => {
  it('follow what is chosen in one of their colour, and tell nobody that they did', () => {
    const air = new Air();
    const [main, second, third, apart] = ['m', 's', 't', 'u'].map((page) => new Linked(air, page));
    main?.join('A');
    second?.join('A');
    third?.join('B');
    air.deliver();
    air.said.length = 0;
    main?.choose('QQQ');
    apart?.choose('IWM');
    air.deliver();
    expect([main, second, third, apart].map((window) => window?.underlying)).toEqual(['QQQ', 'QQQ', 'SPY', 'IWM']);
    expect(air.said).toHaveLength(1);
  });

  it('take up what their group shows when they join it, whether or not anybody ever chose it', () => {
    const air = new Air();
    const first = new Linked(air, 'z');
    first.underlying = 'QQQ';
    first.join('C');
    const second = new Linked(air, 'a');
    second.choose('IWM');
    second.join('C');
    air.deliver();
    expect([first.underlying, second.underlying]).toEqual(['QQQ', 'QQQ']);
    second.join('none');
    second.choose('SPY');
    second.join('D');
    air.deliver();
    expect([first.underlying, second.underlying]).toEqual(['QQQ', 'SPY']);
  });

  it('end with one symbol a colour, whatever is chosen and joined at once, and fall silent', () => {
    const step = fc.record({ window: fc.nat(3), act: fc.oneof(fc.constantFrom(...UNDERLYINGS), fc.constantFrom(...LINK_GROUPS.slice(0, 2), 'none' as const)), isHeard: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const air = new Air();
        const windows = ['a', 'b', 'c', 'd'].map((page) => new Linked(air, page));
        for (const window of windows) window.join('A');
        for (const { window, act, isHeard } of steps) {
          const on = windows[window];
          if (act === 'SPY' || act === 'QQQ' || act === 'IWM') on?.choose(act);
          else on?.join(act);
          if (isHeard) air.deliver();
        }
        air.deliver();
        for (const group of LINK_GROUPS) expect(new Set(windows.filter((window) => window.group === group).map(({ underlying }) => underlying)).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});
