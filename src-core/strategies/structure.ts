import { type OptionContract, parseSymbol } from '../instruments/instrument.ts';
import type { OrderLeg } from '../orders/order.ts';

interface OptionLeg {
  readonly contract: OptionContract;
  /** Signed ratio: positive is bought. */
  readonly units: number;
}

/** The field's name for a package, "iron condor", "bull put spread" …, or "custom" when it has none. Throws RangeError on a bad symbol. */
export function structureName(legs: readonly OrderLeg[]): string {
  const options: OptionLeg[] = [];
  let shares = 0;
  for (const leg of legs) {
    const instrument = parseSymbol(leg.symbol);
    const units = leg.side === 'buy' ? leg.ratio : -leg.ratio;
    if (instrument.kind === 'shares') shares += units;
    else options.push({ contract: instrument, units });
  }
  if (new Set(options.map(({ contract }) => contract.expiry)).size > 1) return 'custom';
  options.sort(
    ({ contract: left }, { contract: right }) =>
      left.strike - right.strike || Number(left.right === 'call') - Number(right.right === 'call'),
  );
  return (shares === 0 ? optionsName(options) : withShares(options, shares)) ?? 'custom';
}

function withShares(options: readonly OptionLeg[], shares: number): string | null {
  const [option] = options;
  if (option === undefined) return shares > 0 ? 'long shares' : 'short shares';
  if (options.length > 1 || Math.abs(shares) !== 100 * Math.abs(option.units)) return null;
  const { right } = option.contract;
  // A sold call is covered by long shares and a sold put by short ones; a bought option protects the other way round.
  const sold = option.units < 0;
  if (sold !== (shares > 0 === (right === 'call'))) return null;
  return `${sold ? 'covered' : 'protective'} ${right}`;
}

function optionsName(legs: readonly OptionLeg[]): string | null {
  const [first, second, third, fourth] = legs;
  if (first === undefined || legs.length > 4) return null;
  if (second === undefined) return `${direction(first)} ${first.contract.right}`;
  if (third === undefined) return pairName(first, second);
  if (fourth === undefined) return butterflyName(first, second, third);
  return condorName(first, second, third, fourth);
}

/** `low` has the lower strike, or is the put where strikes are equal. */
function pairName(low: OptionLeg, high: OptionLeg): string | null {
  const right = low.contract.right;
  if (right !== high.contract.right) {
    if (low.units !== high.units || right === 'call') return null;
    return `${direction(low)} ${low.contract.strike === high.contract.strike ? 'straddle' : 'strangle'}`;
  }
  if (low.units > 0 === high.units > 0) return null;
  const net = low.units + high.units;
  if (net !== 0) return `${right} ratio ${net < 0 ? 'spread' : 'backspread'}`;
  return `${low.units > 0 ? 'bull' : 'bear'} ${right} spread`;
}

function butterflyName(low: OptionLeg, body: OptionLeg, high: OptionLeg): string | null {
  const right = low.contract.right;
  if (body.contract.right !== right || high.contract.right !== right) return null;
  if (low.units !== high.units || body.units !== -2 * low.units) return null;
  return `${direction(low)} ${evenness(low, body, high)}${right} butterfly`;
}

function condorName(low: OptionLeg, lowBody: OptionLeg, highBody: OptionLeg, high: OptionLeg): string | null {
  const wings = low.units;
  if (high.units !== wings || lowBody.units !== -wings || highBody.units !== -wings) return null;
  const rights = [low, lowBody, highBody, high].map(({ contract }) => contract.right).join(' ');
  if (rights === 'put put call call') {
    const isButterfly = lowBody.contract.strike === highBody.contract.strike;
    const shape = isButterfly ? `${evenness(low, lowBody, high)}iron butterfly` : 'iron condor';
    return wings > 0 ? shape : `reverse ${shape}`;
  }
  if (new Set([low, lowBody, highBody, high].map(({ contract }) => contract.right)).size > 1) return null;
  return `${direction(low)} ${low.contract.right} condor`;
}

/** "broken-wing " when the wings are not equally wide. */
function evenness(low: OptionLeg, body: OptionLeg, high: OptionLeg): string {
  const lower = body.contract.strike - low.contract.strike;
  return lower === high.contract.strike - body.contract.strike ? '' : 'broken-wing ';
}

function direction(leg: OptionLeg): 'long' | 'short' {
  return leg.units > 0 ? 'long' : 'short';
}
