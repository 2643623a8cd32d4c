import { type AutomationRule, AUTOMATION_OFF, type SignalSettings } from '../../src-core/signals/automation.ts';
import type { Signal } from '../../src-core/signals/signal.ts';

/** Below this factor a regime is wild: a rule then asks for more. An unknown regime counts as wild. */
const CALM_FACTOR = 0.8;
const ADDED_CONFIDENCE = 0.05;
/** Sums of decimals miss them by less. */
const ROUNDING = 1e-9;

export function ruleOf(settings: SignalSettings, detector: string): AutomationRule {
  return settings.automation[detector] ?? AUTOMATION_OFF;
}

/** Why a rule does not execute a signal, as a sentence; null where it does. `executedToday`: signals of its type, by rule. */
export function automationRefusal(rule: AutomationRule, signal: Pick<Signal, 'confidence' | 'quantity' | 'state'>, executedToday: number): string | null {
  const { confidence, quantity, state } = signal;
  if (!rule.enabled) return 'automatic execution is off';
  if (confidence.state !== 'calibrated') return `its confidence is uncalibrated: ${confidence.sample} of ${confidence.needed} settled signals`;
  const isWild = !state.regime.ok || state.regime.value.factor < CALM_FACTOR;
  const least = rule.leastConfidence + (isWild ? ADDED_CONFIDENCE : 0);
  if (!(confidence.probability >= least - ROUNDING)) return `its confidence of ${percent(confidence.probability)} is below ${percent(least)}`;
  if (!(confidence.expected >= rule.leastExpected)) return `its mean result of ${confidence.expected.toFixed(2)} is below ${rule.leastExpected.toFixed(2)}`;
  if (quantity < 1) return 'the risk for one trade is not enough for one package';
  return executedToday < rule.mostPerDay ? null : `${executedToday} of at most ${rule.mostPerDay} were executed today`;
}

function percent(probability: number): string {
  return `${(probability * 100).toFixed(1)} %`;
}
