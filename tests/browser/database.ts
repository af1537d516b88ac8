import { execFileSync } from 'node:child_process';
import { databaseFile, type Mode, python } from './servers.ts';

// Node.js reads SQLite files from version 22 on, Python always.
const script = `
import json, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=20)
print(json.dumps(connection.execute(sys.argv[2], sys.argv[3:]).fetchall()))
connection.commit()
`;

const sessionsOfUser = `
SELECT safejwt_refreshtoken.id FROM safejwt_refreshtoken
JOIN users_user ON users_user.id = safejwt_refreshtoken.user_id WHERE users_user.username = ?
`;

const makeLoginsOld = `
UPDATE safejwt_refreshtoken SET authenticated_at = datetime('now', '-1 day')
WHERE user_id = (SELECT id FROM users_user WHERE username = ?)
`;

const confirmAddress = `
INSERT OR REPLACE INTO safejwt_accounts_accountemail (user_id, address, verified_at, pending_address)
SELECT id, email, datetime('now'), '' FROM users_user WHERE username = ?
`;

/** As if the person had followed the link in the mail. */
export function verifyAddress(username: string, mode: Mode = 'development'): void {
  execFileSync(python, ['-c', script, databaseFile(mode), confirmAddress, username]);
}

/** As if the person had logged in a day ago: sensitive actions ask for the password again. */
export function ageLogins(username: string, mode: Mode = 'development'): void {
  execFileSync(python, ['-c', script, databaseFile(mode), makeLoginsOld, username]);
}

/** The ids of the rows the person's sessions have in the database, read past the server. */
export function sessionRows(username: string, mode: Mode = 'development'): string[] {
  const answer = execFileSync(python, ['-c', script, databaseFile(mode), sessionsOfUser, username]);
  return (JSON.parse(answer.toString()) as [string][]).map(([id]) => id);
}
