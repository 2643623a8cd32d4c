import type { Outlook } from '../../../src-core/signals/evidence.ts';
import { type Blueprint, blueprint, buy, distinct, sell } from './blueprint.ts';
import type { StrategistRules } from './rules.ts';
import type { UsableStrike, UsableStrikes } from './usable-strikes.ts';

/** What structures are built on. Prices are dollars. */
export interface Ground {
  readonly calls: UsableStrikes;
  readonly puts: UsableStrikes;
  readonly forward: number;
  /** One standard deviation to the reference. */
  readonly sigma: number;
  /** The price the underlying is drawn to; null without one. */
  readonly attraction: number | null;
  readonly rules: StrategistRules['strikes'];
}

type Way = 1 | -1;

/** All structures that fit an outlook, on usable strikes; a variant that the listing has no strikes for is left out. */
export function structuresFor(outlook: Outlook, ground: Ground): Blueprint[] {
  return distinct(built(outlook, ground).filter((found) => found !== null));
}

function built(outlook: Outlook, ground: Ground): (Blueprint | null)[] {
  switch (outlook) {
    case 'up':
      return directional(ground, 1);
    case 'down':
      return directional(ground, -1);
    case 'calm':
      return [...ironCondors(ground), ...ironButterflies(ground), ...calmBrokenWings(ground)];
    case 'wild':
      return [...straddles(ground), ...strangles(ground)];
  }
}

function directional(ground: Ground, way: Way): (Blueprint | null)[] {
  return [...longOptions(ground, way), ...debitSpreads(ground, way), ...creditSpreads(ground, way), ...leaningBrokenWings(ground, way)];
}

/** Calls for a price that rises, puts for one that falls. */
function longOptions({ calls, puts, rules }: Ground, way: Way): (Blueprint | null)[] {
  const side = way === 1 ? calls : puts;
  return rules.long.map((delta) => {
    const found = side.byDelta(delta, rules.deltaTolerance);
    return found && blueprint(way === 1 ? 'long call' : 'long put', `by delta: ${deltaText(found)}`, buy(side.right, found.strike));
  });
}

function debitSpreads(ground: Ground, way: Way): (Blueprint | null)[] {
  const { calls, puts, forward, sigma, rules } = ground;
  const side = way === 1 ? calls : puts;
  const name = way === 1 ? 'bull call spread' : 'bear put spread';
  const spread = (how: string, long: UsableStrike | null, short: UsableStrike | null): Blueprint | null => {
    if (long === null || short === null || !((short.strike - long.strike) * way > 0)) return null;
    const width = Math.abs(short.strike - long.strike);
    return blueprint(name, `${how}: long ${deltaText(long)}, short ${deltaText(short)}, ${widthText(width, ground)}`, buy(side.right, long.strike), sell(side.right, short.strike));
  };
  return [
    ...rules.debitSpread.map(([long, short]) => spread('by delta', side.byDelta(long, rules.deltaTolerance), side.byDelta(short, rules.deltaTolerance))),
    ...rules.debitSpreadSigmas.map((sigmas) => {
      const long = side.nearest(forward);
      return spread('by expected move', long, long && side.nearest(long.strike + way * sigmas * sigma, { from: long.strike, direction: way }));
    }),
  ];
}

/** Puts below for a price that rises, calls above for one that falls. */
function creditSpreads(ground: Ground, way: Way): (Blueprint | null)[] {
  const { calls, puts } = ground;
  const side = way === 1 ? puts : calls;
  const out: Way = way === 1 ? -1 : 1;
  return shorts(ground, side, out).map(({ how, short, wing }) => {
    const long = wingOf(ground, side, short, out, wing);
    return (
      long &&
      blueprint(
        way === 1 ? 'bull put spread' : 'bear call spread',
        `${how}: short ${deltaText(short)}, ${sigmasText(short.strike, ground)}, ${widthText(Math.abs(short.strike - long.strike), ground)}`,
        sell(side.right, short.strike),
        buy(side.right, long.strike),
      )
    );
  });
}

interface Short {
  readonly how: 'by delta' | 'by expected move';
  readonly short: UsableStrike;
  /** Width in sigmas. */
  readonly wing: number;
}

/** What may be sold out of the money on one side, and with which wings. */
function shorts({ forward, sigma, rules }: Ground, side: UsableStrikes, out: Way): Short[] {
  const [wing = 0.5, ...further] = rules.wingSigmas;
  const isOut = (found: UsableStrike | null): found is UsableStrike => found !== null && (found.strike - forward) * out > 0;
  const found: Short[] = [];
  rules.short.forEach((delta, i) => {
    const short = side.byDelta(delta, rules.deltaTolerance);
    if (!isOut(short)) return;
    for (const width of i === 1 ? [wing, ...further] : [wing]) found.push({ how: 'by delta', short, wing: width });
  });
  for (const sigmas of rules.shortSigmas) {
    const short = side.nearest(forward + out * sigmas * sigma);
    if (isOut(short)) found.push({ how: 'by expected move', short, wing });
  }
  return found;
}

function wingOf({ sigma }: Ground, side: UsableStrikes, { strike }: UsableStrike, out: Way, sigmas: number): UsableStrike | null {
  return side.nearest(strike + out * sigmas * sigma, { from: strike, direction: out });
}

/**
 * Bought near the money, sold twice further out, and bought once far out: for a lean upwards of puts, so that a rise
 * leaves what was received, and for one downwards of calls.
 */
function leaningBrokenWings(ground: Ground, way: Way): (Blueprint | null)[] {
  const { calls, puts, forward, sigma, rules } = ground;
  const side = way === 1 ? puts : calls;
  const out: Way = way === 1 ? -1 : 1;
  const { leaning } = rules.brokenWing;
  const bodies = [
    ['by delta', side.byDelta(leaning.bodyDelta, rules.deltaTolerance)],
    ['by expected move', side.nearest(forward + out * leaning.bodySigmas * sigma, { from: forward, direction: out })],
  ] as const;
  return bodies.map(([how, body]) => {
    const found = body && brokenWing(ground, side, out, how, body, leaning);
    return found && { ...found, gainsBeyond: way };
  });
}

/** Around the attraction, else a little to either side of the money. */
function calmBrokenWings(ground: Ground): (Blueprint | null)[] {
  const { calls, puts, forward, sigma, attraction, rules } = ground;
  const { calm } = rules.brokenWing;
  const how = attraction === null ? 'by expected move' : `at ${attraction}`;
  return ([[puts, -1], [calls, 1]] as const).map(([side, out]) => {
    const body = side.nearest(attraction ?? forward + out * calm.bodySigmas * sigma);
    return body && brokenWing(ground, side, out, how, body, calm);
  });
}

/** The far wing is wider than the near one, or it would not be broken. */
function brokenWing(
  ground: Ground,
  side: UsableStrikes,
  out: Way,
  how: string,
  body: UsableStrike,
  { nearWingSigmas, farWing }: { readonly nearWingSigmas: number; readonly farWing: number },
): Blueprint | null {
  const inward: Way = out === 1 ? -1 : 1;
  const near = side.nearest(body.strike + inward * nearWingSigmas * ground.sigma, { from: body.strike, direction: inward });
  if (near === null) return null;
  const width = Math.abs(near.strike - body.strike);
  const far = side.nearest(body.strike + out * farWing * width, { from: body.strike + out * width, direction: out });
  if (far === null) return null;
  return blueprint(
    side.right === 'call' ? 'broken-wing call butterfly' : 'broken-wing put butterfly',
    `${how}: body ${deltaText(body)}, ${sigmasText(body.strike, ground)}, wings ${width} and ${Math.abs(far.strike - body.strike)} wide`,
    buy(side.right, near.strike),
    sell(side.right, body.strike, 2),
    buy(side.right, far.strike),
  );
}

function ironCondors(ground: Ground): (Blueprint | null)[] {
  const { calls, puts, forward, sigma, rules } = ground;
  const [wing = 0.5] = rules.wingSigmas;
  const condor = (how: string, put: UsableStrike | null, call: UsableStrike | null): Blueprint | null => {
    if (put === null || call === null || !(put.strike < forward && call.strike > forward)) return null;
    const low = wingOf(ground, puts, put, -1, wing);
    // The other wing as wide, so that no side risks more.
    const high = low && calls.nearest(call.strike + (put.strike - low.strike), { from: call.strike, direction: 1 });
    if (low === null || high === null) return null;
    const width = Math.max(put.strike - low.strike, high.strike - call.strike);
    return blueprint(
      'iron condor',
      `${how}: shorts ${deltaText(put)} and ${deltaText(call)}, ${sigmasText(put.strike, ground)} and ${sigmasText(call.strike, ground)}, ${widthText(width, ground)}`,
      buy('put', low.strike),
      sell('put', put.strike),
      sell('call', call.strike),
      buy('call', high.strike),
    );
  };
  return [
    ...rules.short.map((delta) => condor('by delta', puts.byDelta(delta, rules.deltaTolerance), calls.byDelta(delta, rules.deltaTolerance))),
    ...rules.shortSigmas.map((sigmas) => condor('by expected move', puts.nearest(forward - sigmas * sigma), calls.nearest(forward + sigmas * sigma))),
  ];
}

function ironButterflies(ground: Ground): (Blueprint | null)[] {
  const { calls, puts, sigma, forward, attraction, rules } = ground;
  const [body] = strikesOfBoth(ground, attraction ?? forward);
  return rules.ironButterflyWingSigmas.map((sigmas) => {
    if (body === undefined) return null;
    // Wings of one width only: the widths that both sides list.
    let width = Number.NaN;
    for (const { strike } of puts.all) {
      const own = body - strike;
      if (!(own > 0) || Math.abs(own - sigmas * sigma) >= Math.abs(width - sigmas * sigma) || calls.at(body + own) === null) continue;
      width = own;
    }
    if (Number.isNaN(width)) return null;
    return blueprint(
      'iron butterfly',
      `${attraction === null ? 'at the money' : `at ${attraction}`}: body ${body}, ${widthText(width, ground)}`,
      buy('put', body - width),
      sell('put', body),
      sell('call', body),
      buy('call', body + width),
    );
  });
}

/** At the two strikes next to the forward. */
function straddles(ground: Ground): (Blueprint | null)[] {
  return strikesOfBoth(ground, ground.forward)
    .slice(0, 2)
    .map((strike) => blueprint('long straddle', `at the money: ${strike}, ${sigmasText(strike, ground)}`, buy('put', strike), buy('call', strike)));
}

function strangles(ground: Ground): (Blueprint | null)[] {
  const { calls, puts, forward, sigma, rules } = ground;
  const strangle = (how: string, put: UsableStrike | null, call: UsableStrike | null): Blueprint | null => {
    if (put === null || call === null || !(put.strike < forward && call.strike > forward)) return null;
    return blueprint(
      'long strangle',
      `${how}: ${deltaText(put)} and ${deltaText(call)}, ${sigmasText(put.strike, ground)} and ${sigmasText(call.strike, ground)}`,
      buy('put', put.strike),
      buy('call', call.strike),
    );
  };
  return [
    ...rules.strangle.map((delta) => strangle('by delta', puts.byDelta(delta, rules.deltaTolerance), calls.byDelta(delta, rules.deltaTolerance))),
    ...rules.strangleSigmas.map((sigmas) => strangle('by expected move', puts.nearest(forward - sigmas * sigma), calls.nearest(forward + sigmas * sigma))),
  ];
}

/** Strikes whose call and put are both usable, the nearest to a price first. */
function strikesOfBoth({ calls, puts }: Ground, price: number): number[] {
  return puts.all
    .filter(({ strike }) => calls.at(strike) !== null)
    .map(({ strike }) => strike)
    .sort((left, right) => Math.abs(left - price) - Math.abs(right - price));
}

function deltaText({ strike, delta }: UsableStrike): string {
  return Number.isNaN(delta) ? `${strike}` : `${strike} (delta ${delta.toFixed(2)})`;
}

function sigmasText(strike: number, { forward, sigma }: Ground): string {
  const sigmas = (strike - forward) / sigma;
  return `${Math.abs(sigmas).toFixed(1)} σ ${sigmas < 0 ? 'below' : 'above'}`;
}

function widthText(width: number, { sigma }: Ground): string {
  return `${width} wide (${(width / sigma).toFixed(1)} σ)`;
}
