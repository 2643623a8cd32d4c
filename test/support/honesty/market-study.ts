import { fromDollars } from '../../../src-core/money.ts';
import type { Outlook } from '../../../src-core/signals/evidence.ts';
import type { SettledSignal } from '../../../src-core/signals/signal.ts';
import { runStudy } from '../../../src-main/headless/study.ts';
import type { MarketFeed } from '../../../src-main/market-data/feed.ts';
import type { ScenarioName } from '../../../src-main/market-data/market-scenario.ts';
import type { PlantedBreak } from '../../../src-main/market-data/planted-breaks.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { correlationReversion } from '../../../src-main/signals/detectors/correlation-reversion.ts';
import { variancePremium } from '../../../src-main/signals/detectors/variance-premium.ts';
import { resultAtReference } from '../../../src-main/signals/settlement.ts';
import { withFlatSmile } from './flat-smile.ts';

/** Sessions of one market, run one after another with a record of their own. */
export interface StudyJob {
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly sessions: number;
}

export interface StudiedMarket {
  readonly job: StudyJob;
  /** The dates carry the seed: sessions of two seeds on one date are two sessions. */
  readonly settled: readonly SettledSignal[];
  readonly signals: number;
  /** By type: dollars that one package came to, less what its plan said on average. */
  readonly surprises: readonly { readonly detector: string; readonly date: string; readonly surprise: number }[];
  /** Of every structure that was compared: the probability of a profit where it is kept to the reference, and whether it had one. */
  readonly compared: { readonly forecast: readonly number[]; readonly won: readonly boolean[]; readonly date: readonly string[] };
  /** What each signal of a variance premium bets on. */
  readonly premiumOutlooks: readonly Outlook[];
  /** Of planted breaks: those whose underlying and way back were named while they lasted, and those where another was. */
  readonly breaks: { readonly planted: number; readonly found: number; readonly mistaken: number };
}

/** Strikes are listed over half the usual distances, which is what the packages reach. */
const REACH = 0.5;

export async function studyMarket(job: StudyJob): Promise<StudiedMarket> {
  const { scenario, seed, sessions } = job;
  const dateOf = (date: string): string => `${date} of seed ${seed}`;
  const surprises: StudiedMarket['surprises'][number][] = [];
  const compared = { forecast: [] as number[], won: [] as boolean[], date: [] as string[] };
  const premiumOutlooks: Outlook[] = [];
  const found = new Set<PlantedBreak>();
  const mistaken = new Set<PlantedBreak>();
  const planted = new Set<PlantedBreak>();
  const { report, settled } = await runStudy(
    { feed: { kind: 'simulated' }, seed, date: null, rate: 0, clock: 'variance', study: { sessions, scenario } },
    {
      reach: REACH,
      measuredAs: withFlatSmile,
      onRecords: (records, feed, market) => {
        for (const { signal, settlement } of records) {
          const reference = market.underlyingPrice(signal.underlying);
          if (signal.detector === variancePremium.id) premiumOutlooks.push(signal.evidence.outlook);
          if (reference === null) continue;
          for (const candidate of signal.candidates) {
            compared.forecast.push(candidate.atExpiry.profit);
            compared.won.push(resultAtReference(candidate, fromDollars(reference.price)).result > 0);
            compared.date.push(dateOf(signal.date));
          }
          const { plan } = signal.candidates[signal.recommended] ?? { plan: null };
          if (plan === null || settlement === null || settlement.result === null) continue;
          surprises.push({ detector: signal.detector, date: dateOf(signal.date), surprise: settlement.result / 10_000 - plan.expected });
        }
        for (const each of plantedIn(feed)) planted.add(each);
      },
      onStep: (now, { tracker }, feed) => {
        const state = tracker.state();
        const current = plantedIn(feed).find(({ from, to }) => from < now && now <= to);
        if (state === null || current === undefined) return;
        for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) {
          const detection = correlationReversion.detect(state, underlying);
          if (detection.kind !== 'evidence') continue;
          const isRight = underlying === current.underlying && detection.evidence.outlook === (current.move > 0 ? 'down' : 'up');
          (isRight ? found : mistaken).add(current);
        }
      },
    },
  );
  return {
    job,
    settled: settled.map((signal) => ({ ...signal, date: dateOf(signal.date) })),
    signals: report.signals,
    surprises,
    compared,
    premiumOutlooks,
    breaks: { planted: planted.size, found: found.size, mistaken: mistaken.size },
  };
}

function plantedIn(feed: MarketFeed): readonly PlantedBreak[] {
  return feed instanceof SimulatedFeed ? feed.planted : [];
}
