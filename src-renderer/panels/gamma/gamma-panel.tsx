import { useState } from 'react';
import type { GammaView } from '../../../src-core/contract/volatility.ts';
import { ChartFrame } from '../../design/chart-frame.tsx';
import { formatPrice } from '../../design/format.ts';
import { PanelState } from '../../design/panel-state.tsx';
import { useSelection } from '../../workspace/selection.ts';
import { Facts } from '../volatility/facts.tsx';
import { LinePlot } from '../volatility/line-plot.tsx';
import { strikeWords } from '../smile/smile-reading.ts';
import { useGamma } from '../volatility/use-day-stream.ts';
import { DayAge, DayAwaited } from '../volatility/volatility-panel.tsx';
import { GammaBars } from './gamma-bars.tsx';
import { amountWords, type Convention, CONVENTION_NAMES, CONVENTIONS, counted, interestWords, KIND_WORDS, levelWords } from './gamma-words.ts';
import styles from './gamma.module.css';
import { LevelsSection } from './levels-section.tsx';

type Known = Extract<GammaView['exposure'], { readonly state: 'known' }>;

const PROFILE = [{ title: 'net exposure', colour: 'var(--accent)', area: true }] as const;
const BARS = [
  { title: 'calls', colour: 'var(--up)' },
  { title: 'puts', colour: 'var(--down)' },
  { title: 'net', colour: 'var(--ink)' },
] as const;
const FEWEST_STRIKES = 9;

/** What the open interest of the same-day chain would have dealers hedge, by strike and price, and whether its levels ever held. */
export function GammaPanel({ visible }: { readonly visible: boolean }) {
  const underlying = useSelection((state) => state.underlying);
  const [convention, setConvention] = useState<Convention>('callsLessPuts');
  const reading = useGamma(underlying, visible);
  const { view, isStale } = reading;
  return (
    <section className={styles.panel} aria-label="Gamma exposure" data-testid="gamma" data-stale={isStale}>
      <div className={styles.bar}>
        <b>{underlying}</b>
        <span className={styles.choices} role="group" aria-label="Convention">
          {CONVENTION_NAMES.map((name) => (
            <button key={name} type="button" className={styles.choice} aria-pressed={convention === name} title={CONVENTIONS[name].words} data-testid={`gamma-${name}`} onClick={() => setConvention(name)}>
              {CONVENTIONS[name].title}
            </button>
          ))}
        </span>
        {view === null ? null : (
          <span className={styles.age} title="Contracts that are open are counted overnight: today’s trading is not in it" data-testid="gamma-interest" data-simulated={view.openInterest.simulated}>
            {interestWords(view.openInterest)}
          </span>
        )}
        <DayAge reading={reading} />
      </div>
      {view === null ? (
        <DayAwaited reading={reading} what={`${underlying} gamma exposure`} />
      ) : (
        <div className={styles.body} tabIndex={0} role="group" aria-label="Gamma exposure and levels">
          {view.exposure.state === 'known' ? (
            <Exposure view={view} exposure={view.exposure} convention={convention} />
          ) : (
            <div className={styles.absent}>
              <PanelState kind="empty" title="No gamma exposure" detail={`${view.exposure.reason.charAt(0).toUpperCase()}${view.exposure.reason.slice(1)}.`} />
            </div>
          )}
          <LevelsSection view={view} underlying={underlying} visible={visible} />
        </div>
      )}
    </section>
  );
}

function Exposure({ view, exposure, convention }: { readonly view: GammaView; readonly exposure: Known; readonly convention: Convention }) {
  const { spot, underlying } = view;
  const { flips, levels, profile } = exposure;
  const sign = convention === 'putsLessCalls' ? -1 : 1;
  const { calls, puts, net } = counted(convention, exposure);
  const priceOf = (kind: (typeof levels)[number]['kind']): number | null => levels.find((level) => level.kind === kind)?.price ?? null;
  const flip = flips[0] ?? null;
  const strikes = inSight(exposure, spot);
  const others = flips.slice(1);
  return (
    <>
      <Facts
        label="Gamma exposure"
        facts={[
          { name: convention === 'total' ? 'Total per 1 %' : 'Net per 1 %', title: `Dollars of delta that a 1 % move changes: gamma · open interest · 100 · S² · 0.01. ${CONVENTIONS[convention].words}`, value: amountWords(net, convention !== 'total'), testId: 'gamma-net' },
          { name: 'Flip', title: flip === null ? `No price within reach at which the net changes its sign. ${KIND_WORDS.flip}.` : `${KIND_WORDS.flip}.${others.length === 0 ? '' : ` It changes at ${others.map((each) => each.toFixed(2)).join(', ')} too.`}`, value: flip === null ? 'none near' : `${levelWords(flip)}${others.length === 0 ? '' : ` +${others.length}`}`, testId: 'gamma-flip' },
          { name: 'Calls', title: 'Of all open calls, as the convention counts them', value: amountWords(calls, convention !== 'total') },
          { name: 'Call wall', title: KIND_WORDS.call_wall, value: levelWords(priceOf('call_wall')), testId: 'gamma-call-wall' },
          { name: 'Puts', title: 'Of all open puts, as the convention counts them', value: amountWords(puts, convention !== 'total') },
          { name: 'Put wall', title: KIND_WORDS.put_wall, value: levelWords(priceOf('put_wall')), testId: 'gamma-put-wall' },
          { name: 'Spot', title: 'By the options’ own quotes', value: formatPrice(spot) },
          { name: 'Heaviest', title: KIND_WORDS.heaviest, value: levelWords(priceOf('heaviest')), testId: 'gamma-heaviest' },
        ]}
      />
      <ChartFrame
        title="Exposure by strike"
        note={`${CONVENTIONS[convention].title}, $ per 1 %`}
        columns={[
          { key: 'strike', title: 'Strike', format: (value) => (typeof value === 'number' ? strikeWords(value) : '') },
          { key: 'calls', title: 'Calls, $', format: dollars },
          { key: 'puts', title: 'Puts, $', format: dollars },
          { key: 'net', title: convention === 'total' ? 'Total, $' : 'Net, $', format: dollars },
          { key: 'openInterest', title: 'Open interest' },
        ]}
        rows={exposure.strikes.map((strike) => ({ strike: strike.strike, ...counted(convention, strike), openInterest: strike.openInterest }))}
        name={`${underlying}-gamma-by-strike`}
        legend={convention === 'total' ? BARS.slice(0, 2) : BARS}
        height={220}
      >
        <GammaBars strikes={strikes} convention={convention} spot={spot} flip={flip} />
      </ChartFrame>
      {convention === 'total' || profile.length === 0 ? null : (
        <ChartFrame
          title="Net exposure by price"
          note="gamma priced anew at each price, $ per 1 %"
          columns={[
            { key: 'price', title: 'Price, $', format: (value) => (typeof value === 'number' ? formatPrice(value) : '') },
            { key: 'net', title: 'Net, $', format: dollars },
          ]}
          rows={profile.map(({ price, net: at }) => ({ price, net: sign * at }))}
          name={`${underlying}-gamma-by-price`}
          height={170}
        >
          <LinePlot
            label="Net exposure by price"
            series={PROFILE}
            rows={profile.map(({ price, net: at }) => ({ x: price, values: [sign * at] }))}
            xText={strikeWords}
            yText={(value) => (value === 0 ? '0' : amountWords(value))}
            zero
            marks={[...(spot === null ? [] : [{ x: spot, text: `spot ${formatPrice(spot)}` }]), ...flips.map((each) => ({ x: each, text: `flip ${each.toFixed(2)}`, colour: 'var(--warning)' }))]}
            read={({ x, values: [at = null] }) => `${formatPrice(x)}: ${amountWords(at, true)} per 1 %`}
          />
        </ChartFrame>
      )}
    </>
  );
}

/** The strikes as far as the profile goes, but not too few. */
function inSight({ strikes, profile }: Known, spot: number | null): Known['strikes'] {
  const low = profile[0]?.price ?? Number.NEGATIVE_INFINITY;
  const high = profile.at(-1)?.price ?? Number.POSITIVE_INFINITY;
  const within = strikes.filter(({ strike }) => strike >= low && strike <= high);
  if (within.length >= FEWEST_STRIKES || spot === null) return within.length === 0 ? strikes : within;
  return strikes
    .toSorted((left, right) => Math.abs(left.strike - spot) - Math.abs(right.strike - spot))
    .slice(0, FEWEST_STRIKES)
    .sort((left, right) => left.strike - right.strike);
}

function dollars(value: unknown): string {
  return typeof value === 'number' ? amountWords(value) : '';
}
