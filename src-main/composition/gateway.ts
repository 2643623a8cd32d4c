import type { Gateway } from '../ibkr/gateway.ts';
import { realPacer } from './real-pacer.ts';
import type { Foundation } from './foundation.ts';

/**
 * The connection to TWS or IB Gateway where one is set up; null where none is, and for a day that is practised. What
 * speaks with it is loaded then: a start without it needs none of it.
 */
export async function openGateway({ machineClock, practised, settings }: Pick<Foundation, 'machineClock' | 'practised' | 'settings'>): Promise<Gateway | null> {
  const { gateway: address } = settings.connections.settings;
  if (address.host === '' || practised !== null || settings.safeMode) return null;
  const [{ GatewayLink }, { connectWire }] = await Promise.all([import('../ibkr/gateway-link.ts'), import('../ibkr/wire/wire.ts')]);
  return new GatewayLink({ address, clock: machineClock, pacer: realPacer, connect: connectWire });
}
