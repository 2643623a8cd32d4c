import type { ContractHost } from '../../src-core/contract/host.ts';
import { SwitchingHosts } from '../../src-core/contract/switching-hosts.ts';
import type { Identity } from '../access/caller.ts';

/**
 * What connections see while the terminal changes between trading and watching, or between its session and a practice:
 * their streams go on behind the next door.
 */
export class SwitchingDoor extends SwitchingHosts<Identity> {
  constructor() {
    super('the terminal is changing over; try again in a moment');
  }

  /** The identity goes with its connection, whatever doors stood before it. */
  override host(identity: Identity): ContractHost {
    const host = super.host(identity);
    return {
      call: (operation, input, signal) => host.call(operation, input, signal),
      open: (stream, input, subscription, notify) => host.open(stream, input, subscription, notify),
      isSignedIn: () => host.isSignedIn?.() ?? false,
      closed: () => {
        host.closed();
        identity.closed();
      },
    };
  }
}
