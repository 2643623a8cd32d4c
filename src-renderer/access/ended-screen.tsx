import styles from './access.module.css';

/** A local window whose sign-in was ended, where there is no password to sign in with again. */
export function EndedScreen() {
  return (
    <div className={styles.form} role="status" data-testid="access-ended">
      <h1>This sign-in was ended</h1>
      <p className={styles.goes}>
        <b>Trading goes on.</b> It was ended under Sessions, and there is no password here that could begin another.
      </p>
      <p className={styles.goes}>Start the desktop app again, or open the link that the program shows when it starts: each link lets one window in.</p>
    </div>
  );
}
