/** What is typed once a session before a live account takes an order, and before an account goes live. */
export function liveConfirmation(accountNumber: string): string {
  return `LIVE ${accountNumber}`;
}
