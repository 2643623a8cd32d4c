import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import type { AlertReadings } from '../alert-readings.ts';
import { lookAtDelta } from './delta.ts';
import type { Look } from './look.ts';
import { lookAtPrice } from './price.ts';
import { lookAtResult } from './result.ts';
import { lookAtStrikeDistance } from './strike-distance.ts';
import { lookAtTime } from './time.ts';
import { lookAtVolatility } from './volatility.ts';

/** null where what it looks at is not known. */
export function lookAt(condition: AlertCondition, readings: AlertReadings): Look | null {
  switch (condition.kind) {
    case 'price':
      return lookAtPrice(condition, readings);
    case 'volatility':
      return lookAtVolatility(condition, readings);
    case 'delta':
      return lookAtDelta(condition, readings);
    case 'result':
      return lookAtResult(condition, readings);
    case 'strike_distance':
      return lookAtStrikeDistance(condition, readings);
    case 'time':
      return lookAtTime(condition, readings);
  }
}
