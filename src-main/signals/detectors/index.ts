import type { BoundedDetector } from './bounded-detector.ts';
import { correlationDivergence } from './correlation-divergence.ts';
import { correlationReversion } from './correlation-reversion.ts';
import { eventDay } from './event-day.ts';
import { momentum } from './momentum.ts';
import { openingRange } from './opening-range.ts';
import { pin } from './pin.ts';
import { variancePremium } from './variance-premium.ts';
import { volatilityContraction } from './volatility-contraction.ts';
import { volatilityExpansion } from './volatility-expansion.ts';

/** All detectors; docs/detectors.md is made from this list. */
export const DETECTORS: readonly BoundedDetector[] = [
  correlationDivergence,
  correlationReversion,
  momentum,
  volatilityExpansion,
  volatilityContraction,
  variancePremium,
  pin,
  openingRange,
  eventDay,
];
