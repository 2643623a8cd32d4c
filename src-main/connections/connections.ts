import type { ConnectionTest, ConnectionsView, DeskView, RetentionView, ServerStatus } from '../../src-core/contract/connections.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { ParsedInputOf } from '../../src-core/contract/operations.ts';
import type { ConnectionTesters } from './connection-testers.ts';
import type { SettingsInForce } from './settings-in-force.ts';
import type { Vault } from './vault.ts';

export interface ConnectionsParts {
  /** What this start runs with. */
  readonly inForce: SettingsInForce;
  readonly vault: Vault;
  readonly testers: ConnectionTesters;
  readonly servers: () => readonly ServerStatus[];
  readonly desk: () => DeskView | null;
  readonly retention: () => readonly RetentionView[];
}

/** The servers' settings as the Connections panel sees, tries and changes them. */
export class Connections {
  readonly #parts: ConnectionsParts;

  private constructor(parts: ConnectionsParts) {
    this.#parts = parts;
  }

  static open(parts: ConnectionsParts): Promise<Connections> {
    return Promise.resolve(new Connections(parts));
  }

  view(): ConnectionsView {
    const { inForce, vault, servers, desk, retention } = this.#parts;
    return {
      settings: inForce.settings,
      overrides: [...inForce.overrides],
      credentials: { postgresql: false, redis: false, influxdb: false },
      configFile: inForce.configFile,
      vault: vault.kind,
      restartNeeded: false,
      servers: [...servers()],
      desk: desk(),
      retention: [...retention()],
    };
  }

  test(_request: ParsedInputOf<'connections.test'>): Promise<ConnectionTest> {
    return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'no server can be tried yet' }));
  }

  save(_request: ParsedInputOf<'connections.save'>): Promise<ConnectionsView> {
    return Promise.reject(new ContractFailure({ code: 'unavailable', message: 'no settings can be kept yet' }));
  }
}
