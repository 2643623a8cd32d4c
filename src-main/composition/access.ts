import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { GatewaySettings } from '../../src-core/contract/broker.ts';
import type { Clock } from '../../src-core/time.ts';
import { Access } from '../access/access.ts';
import type { AccessDirectory } from '../access/access-directory.ts';
import { Accounts } from '../access/accounts.ts';
import { ConfigCipher } from '../access/config-cipher.ts';
import type { ConfigRows } from '../access/config-rows.ts';
import { Configuration } from '../access/configuration.ts';
import type { LiveBroker } from '../access/live-checks.ts';
import { openLocalConfigRows } from '../access/local-config-rows.ts';
import { openBusiness } from '../access/open-business.ts';
import { Passwords } from '../access/passwords.ts';
import { fileAuditHead, AUDIT_HEAD_FILE } from '../audit/audit-head.ts';
import { auditKey } from '../audit/audit-key.ts';
import { beginningSealer, type SealBeginning } from '../audit/audit-seal.ts';
import { openAuditLog } from '../audit/chained-audit-log.ts';
import { WorkstationBackups, type WorkstationBackupsParts } from '../backups/workstation-backups.ts';
import type { Vault } from '../connections/vault.ts';
import type { CallerKeys } from '../desk/caller-keys.ts';
import type { AccessParts } from '../operations/access-operations.ts';
import type { Engines } from '../operations/engines.ts';
import { programFiles } from '../program-files.ts';
import type { Restart } from '../restart.ts';
import type { LocalProfile } from '../stores/relational/local-profile.ts';
import type { RelationalStore } from '../stores/relational/relational-store.ts';
import { realPacer } from './real-pacer.ts';

export interface AccessComposition {
  readonly profile: 'local' | 'desk';
  readonly dataDir: string;
  /** This workstation's database file. */
  readonly file: string;
  /** The books, and what is this workstation's alone. */
  readonly store: RelationalStore;
  readonly own: RelationalStore;
  readonly directory: AccessDirectory;
  /** The desk's configuration; null locally. */
  readonly deskConfig: ConfigRows | null;
  /** PostgreSQL itself; null where there is none, or it is away. */
  readonly server: () => RelationalStore | null;
  readonly vault: Vault;
  /** Names this workstation's part of the audit, and stays. */
  readonly chain: string;
  readonly people: LocalProfile & { readonly username: string };
  /** Whose account it is. */
  readonly accountOwner: string;
  readonly workstation: string;
  readonly callers: CallerKeys;
  readonly machineClock: Clock;
  readonly restart: Restart;
  /** The broker that a live account would be traded at. */
  readonly liveBroker: () => LiveBroker;
  readonly gateway: () => Pick<GatewaySettings, 'host'>;
  /** null while another workstation trades. */
  readonly engines: () => Engines | null;
  readonly backups: Pick<WorkstationBackupsParts, 'restoreBan' | 'exporting'> & { readonly store: WorkstationBackupsParts['store'] };
  /** What was done to the database before this start, for the record; null for nothing. */
  readonly told: { readonly text: string } | null;
  /** Tells the person of what went wrong by itself. */
  readonly tell: (problem: string) => void;
}

export interface ComposedAccess {
  readonly parts: AccessParts & { readonly access: Access };
  readonly sealBeginning: SealBeginning;
  close(): Promise<void>;
}

/** Who may do what, the record of what was done, the configuration and the backups, on the program's stores. */
export async function composeAccess(composition: AccessComposition): Promise<ComposedAccess> {
  const { callers, chain, dataDir, deskConfig, directory, engines, file, machineClock, own, people, profile, restart, server, store, vault, workstation } = composition;
  const [key, cipher, rows] = await Promise.all([auditKey(vault), ConfigCipher.open(vault), openLocalConfigRows(own, machineClock)]);
  const audit = await openAuditLog({
    store,
    file,
    sqliteWorker: programFiles().sqliteWorker,
    server,
    chain,
    key,
    head: fileAuditHead(join(dataDir, AUDIT_HEAD_FILE)),
    clock: machineClock,
    newId: randomUUID,
  });
  if (composition.told !== null) {
    await audit.append({ userId: null, action: 'backups.started_on', resourceType: 'backups', resourceId: null, oldValues: null, newValues: { origin: 'program', outcome: 'done', told: composition.told.text }, ipAddress: null, userAgent: null });
  }
  const config = new Configuration({ workstation: rows, desk: deskConfig, cipher, clock: machineClock });
  for (const problem of config.problems()) composition.tell(problem);
  const account = { id: people.accountId, ownerId: composition.accountOwner, number: people.accountNumber, kind: people.kind } as const;
  const access = new Access({
    profile,
    directory,
    config,
    account: () => account,
    passwords: new Passwords(),
    clock: machineClock,
    newId: randomUUID,
    pacer: realPacer,
    workstation,
    systemUser: { id: people.userId, username: people.username },
    told: callers,
  });
  const accounts = new Accounts({
    profile,
    store,
    directory,
    config,
    current: () => account,
    business: () => {
      const running = engines();
      return running === null ? null : openBusiness(running.orders);
    },
    liveBroker: composition.liveBroker,
    gateway: composition.gateway,
    audit,
    restart,
    clock: machineClock,
    newId: randomUUID,
  });
  const backups = new WorkstationBackups({ ...composition.backups, dataDir, config, clock: machineClock, pacer: realPacer, restart, tell: composition.tell });
  return {
    parts: { access, accounts, audit, backups, config, restart },
    sealBeginning: beginningSealer(key),
    async close() {
      access.close();
      await backups.close();
      await audit.close();
      await directory.close();
    },
  };
}
