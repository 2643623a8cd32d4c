/**
 * A second place, beside the database, where the holder of an account's trading lease says that it is alive: who cannot
 * reach the database may still see there whether the other one trades. What it knows may be lost at any moment.
 */
export interface LeaseWitness {
  /**
   * 'held': ours is there for another `ttlMs`, and nobody else's was since it first was. 'begun': ours is there now, and
   * whose was before is not known. 'taken': a newer epoch is or was there, or another holder of the same one. 'unknown':
   * not reached; it may yet be carried out.
   */
  renew(holder: string, epoch: number, ttlMs: number): Promise<'held' | 'begun' | 'taken' | 'unknown'>;
  /**
   * Who is alive there. 'none' only where the witness is sure: one that has come back empty cannot tell, and answers
   * 'unknown' until any lease it may have lost has ended.
   */
  read(): Promise<{ readonly holder: string; readonly epoch: number } | 'none' | 'unknown'>;
  close(): Promise<void>;
}
