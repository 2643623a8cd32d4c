import type { AlertCondition } from '../../../src-core/alerts/alert.ts';
import type { AlertReadings } from '../alert-readings.ts';
import type { Look } from './look.ts';

/** Holds within the distance, and beyond the strike. */
export function lookAtStrikeDistance({ tradeId, threshold }: Extract<AlertCondition, { kind: 'strike_distance' }>, readings: AlertReadings): Look | null {
  const distance = readings.strikeDistance(tradeId);
  if (distance === null) return null;
  const whose = tradeId === null ? 'a short strike' : `a short strike of ${readings.positionName(tradeId) ?? 'the position'}`;
  const holds = distance <= threshold;
  const where = distance < 0 ? `${(-distance).toFixed(2)} % beyond ${whose}` : `${distance.toFixed(2)} % from ${whose}, ${holds ? '' : 'not '}within ${threshold} %`;
  return { holds, text: `The spot is ${where}.` };
}
