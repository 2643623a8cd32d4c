import type { AlertRule } from '../../src-core/alerts/alert.ts';
import { type EpochMs, MINUTE } from '../../src-core/time.ts';
import type { KeptRule } from './alert-journal.ts';

/** A rule that starts anew: it fires as soon as it is true. */
export function freshRule(rule: AlertRule): KeptRule {
  return { rule, firedAt: null, holds: false };
}

/**
 * What a look at a rule's condition makes of it: it fires when the condition becomes true, and not again before it was
 * false and the rule's minutes have passed. What becomes true within these minutes fires after them, if it still is.
 */
export function afterLook(kept: KeptRule, holds: boolean, now: EpochMs): { readonly kept: KeptRule; readonly fires: boolean } {
  if (!kept.rule.enabled) return { kept, fires: false };
  if (!holds) return { kept: kept.holds ? { ...kept, holds: false } : kept, fires: false };
  if (kept.holds || rests(kept, now)) return { kept, fires: false };
  return { kept: fired(kept, now), fires: true };
}

/** The rule once it has fired. */
export function fired({ rule }: KeptRule, time: EpochMs): KeptRule {
  return { rule: rule.repeat.kind === 'once' ? { ...rule, enabled: false } : rule, firedAt: time, holds: true };
}

/** What changing a rule leaves of how it stood: all, unless it looks at something else now or was off. */
export function changedRule(former: KeptRule | undefined, rule: AlertRule): KeptRule {
  if (!former) return freshRule(rule);
  const goesOn = former.rule.enabled === rule.enabled && JSON.stringify(former.rule.condition) === JSON.stringify(rule.condition);
  return goesOn ? { ...former, rule } : { rule, firedAt: former.firedAt, holds: false };
}

function rests({ rule, firedAt }: KeptRule, now: EpochMs): boolean {
  if (firedAt === null || rule.repeat.kind === 'once') return false;
  const since = now - firedAt;
  // A session of an earlier date knows nothing of what a later one said.
  return since >= 0 && since < rule.repeat.minutes * MINUTE;
}
