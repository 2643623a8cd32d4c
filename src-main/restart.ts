/** Asks the shell to end the terminal and to start it anew; windows stay and connect again. */
export interface RestartRequest {
  /** For the log and the windows: "another account was chosen". */
  readonly reason: string;
  /** A backup's file to put in the place of the database before the start; null for none. */
  readonly restore: string | null;
}

/** null where nobody can start it anew: a headless run. Acts a moment later, so that who asked is answered. */
export type Restart = ((request: RestartRequest) => void) | null;
