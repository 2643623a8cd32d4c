/** A closed lock in the ink of its surroundings. */
export function LockMark() {
  return (
    <svg width="9" height="11" viewBox="0 0 9 11" role="img" aria-label="the day is locked">
      <path d="M2 5V3.4a2.5 2.5 0 0 1 5 0V5" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <rect x="0.5" y="5" width="8" height="6" fill="currentColor" />
    </svg>
  );
}
