const NO_NETWORK = /net::ERR_(INTERNET_DISCONNECTED|NAME_NOT_RESOLVED|NETWORK_CHANGED|CONNECTION_\w+|ADDRESS_UNREACHABLE|PROXY_\w+|TIMED_OUT)|^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)$/;

/** Why a new version could not be found or fetched, as a sentence for people. */
export function updateProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  if (NO_NETWORK.test(code) || NO_NETWORK.test(first) || /timed out/i.test(first)) return 'The place of new versions cannot be reached; try again when this machine is online.';
  switch (code) {
    case 'ERR_CHECKSUM_MISMATCH':
      return 'What was fetched is not what was published: its SHA-512 is another one. Nothing of it was kept.';
    case 'ERR_UPDATER_INVALID_SIGNATURE':
      return 'What was fetched is not signed by the publisher of this program. Nothing of it was kept.';
    case 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND':
    case 'ERR_UPDATER_LATEST_VERSION_NOT_FOUND':
    case 'ERR_UPDATER_NO_PUBLISHED_VERSIONS':
      return 'No version for this system is published there.';
    case 'ERR_UPDATER_INVALID_UPDATE_INFO':
    case 'ERR_UPDATER_INVALID_VERSION':
    case 'ERR_UPDATER_NO_CHECKSUM':
    case 'ERR_UPDATER_NO_FILES_PROVIDED':
    case 'ERR_UPDATER_INVALID_RELEASE_FEED':
      return 'What is published there cannot be read as a version of this program.';
    case 'ENOSPC':
      return 'There is no room on the disk for a new version.';
    default:
  }
  const [, status] = /^HTTP_ERROR_(\d+)$/.exec(code) ?? [];
  if (status !== undefined) return `The place of new versions answers with ${status}; try again later.`;
  return `It did not work (${first.slice(0, 200)}); try again later.`;
}
