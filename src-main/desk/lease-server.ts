/** A workstation as the others know it. */
export interface Workstation {
  readonly id: string;
  readonly name: string;
}

/** An account's trading lease as the server has it. */
export interface LeaseRow {
  /** Empty once its holder let it go. */
  readonly holder: string;
  readonly holderName: string;
  /** Grows with each holder, from 1. */
  readonly epoch: number;
  /** The holder has promised to stop when it is cut off from every witness. */
  readonly shared: boolean;
  /** Milliseconds since it was renewed, or since the server started if that is later: a server that was away took nobody's lease. */
  readonly age: number;
}

export interface LeaseReading {
  /** null where nobody ever held it, or the server came back empty. */
  readonly row: LeaseRow | null;
  /** Other workstations of the account that were heard of in the last half minute. */
  readonly others: readonly Workstation[];
}

/** Where leases are kept. Every call ends within the server's time limit: it rejects where the server was not reached. */
export interface LeaseServer {
  /** Says that this workstation is there, and renews the lease where it holds that epoch. */
  attend(me: Workstation, held: { readonly epoch: number; readonly shared: boolean } | null): Promise<LeaseReading>;
  /**
   * Makes this workstation the holder at `epoch`, if the row is still what was read (`from`, null for no row) and was not
   * renewed since. Waits for writes of the old holder that are under way; from then on its writes are refused.
   */
  take(me: Workstation, from: LeaseRow | null, epoch: number): Promise<boolean>;
  /** Lets the lease go, so that another may take it at once. */
  release(me: Workstation, epoch: number): Promise<void>;
  close(): Promise<void>;
}
