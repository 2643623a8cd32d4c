/** Of at least eight letters, in small letters: what is tried first wherever passwords are guessed. */
const COMMON: ReadonlySet<string> = new Set([
  '0123456789', '0987654321', '1q2w3e4r', '1q2w3e4r5t', '1q2w3e4r5t6y', '1qaz2wsx', '1qaz2wsx3edc', '12341234', '12344321', '123123123', '12345678', '123456789',
  '1234567890', '12345678910', '123456789a', '1234qwer', '147258369', '789456123', '87654321', '987654321', '9876543210', 'a123456789', 'aa123456', 'aa12345678', 'abc12345',
  'abc123456', 'abcd1234', 'abcd123456', 'abcdefgh', 'abcdefghij', 'admin123', 'admin1234', 'admin12345', 'administrator', 'asdf1234', 'asdfasdf', 'asdfghjk', 'asdfghjkl',
  'baseball', 'basketball', 'changeme', 'changeme123', 'computer', 'corvette', 'dragon123', 'football', 'iloveyou', 'iloveyou1', 'internet', 'jennifer', 'letmein1', 'letmein123',
  'liverpool', 'marlboro', 'master123', 'michelle', 'midnight', 'monkey123', 'p@ssw0rd', 'p@ssword', 'pa$$w0rd', 'passw0rd', 'password', 'password!', 'password.', 'password0', 'password1', 'password1!',
  'password12', 'password123', 'password123!', 'password1234', 'password2', 'princess', 'princess1', 'q1w2e3r4', 'q1w2e3r4t5', 'q1w2e3r4t5y6', 'qazwsxedc', 'qwer1234', 'qwerty12',
  'qwerty123', 'qwerty1234', 'qwerty12345', 'qwerty123456', 'qwertyui', 'qwertyuiop', 'qwertyuiop123', 'samantha', 'smart0dte', 'smart-0dte', 'spiderman', 'starwars', 'sunshine', 'sunshine1', 'superman',
  'superstar', 'test1234', 'testtest', 'trustno1', 'welcome1', 'welcome123', 'welcome1234', 'whatever', 'zaq12wsx', 'zxcvbnm1', 'zxcvbnm123',
]);

/** Fewer different letters than these are one key held down, or two in turn. */
const DIFFERENT_LETTERS = 4;

/** One text for a password, however a keyboard composed its letters. */
export function normalised(password: string): string {
  return password.normalize('NFKC');
}

/** Why a new password is not accepted, as a sentence that never holds it; null where it is. */
export function passwordRefusal(password: string, username: string, fewestLetters: number): string | null {
  const letters = [...normalised(password)];
  const small = normalised(password).toLowerCase();
  if (letters.length < fewestLetters) return `a password must have at least ${fewestLetters} letters, and this one has ${letters.length}`;
  if (small === normalised(username).toLowerCase()) return 'a password must not be the name it belongs to';
  if (COMMON.has(small)) return 'this password is one of the first that anybody would try; choose another';
  if (new Set(letters).size < DIFFERENT_LETTERS) return `a password must have at least ${DIFFERENT_LETTERS} different letters`;
  return null;
}
