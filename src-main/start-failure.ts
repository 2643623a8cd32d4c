/** The program cannot start: one line that names what was given and what would be accepted. Ends the process with code 2. */
export class StartFailure extends Error {
  readonly exitCode = 2;
  /** True where a start with --restore-backup would succeed. */
  readonly canRestoreBackup: boolean = false;
  /** True where another running program holds what is needed. */
  readonly isInUse: boolean = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartFailure';
  }
}

/** `--help` was given; the message is the text to print. */
export class HelpRequest extends Error {
  constructor(usage: string) {
    super(usage);
    this.name = 'HelpRequest';
  }
}

/** Says why a start ended, on the stream it belongs to, and returns the process's exit code. */
export function reportStart(reason: unknown, out: NodeJS.WritableStream, err: NodeJS.WritableStream): number {
  if (reason instanceof HelpRequest) {
    out.write(`${reason.message}\n`);
    return 0;
  }
  if (reason instanceof StartFailure) {
    err.write(`smart-0dte: ${reason.message}\n`);
    return reason.exitCode;
  }
  err.write(`smart-0dte: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
  return 1;
}
